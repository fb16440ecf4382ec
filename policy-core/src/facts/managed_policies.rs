//! Policies that AWS manages, by what they allow of S3.
//!
//! Source: the default version of each policy as <https://github.com/zoph-io/MAMIP> recorded it on 2026-03-07, read on
//! 2026-11-24; AWS describes them at <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>.
//! Of some 1,500 these are the ones that roles of functions and instances hold; of the others nothing is known here.

use crate::plan::Read;

/// Whether a policy, by its name without path, allows any action of a service.
pub(crate) fn allows_some_of(name: &str, service: &str) -> Read<()> {
    if ALL_SERVICES.contains(&name) {
        return Read::Known(());
    }
    match service {
        "s3" if WITH_S3.binary_search(&name).is_ok() => Read::Known(()),
        "s3" if WITHOUT_S3.binary_search(&name).is_ok() => Read::Absent,
        _ => Read::Unknown,
    }
}

/// Whether the name is that of a policy in these tables.
pub(crate) fn is_known(name: &str) -> bool {
    ALL_SERVICES.contains(&name)
        || WITH_S3.binary_search(&name).is_ok()
        || WITHOUT_S3.binary_search(&name).is_ok()
}

/// Those that allow every service something.
const ALL_SERVICES: &[&str] = &["AdministratorAccess", "PowerUserAccess"];

/// Those that allow some action of S3, ordered for the search.
const WITH_S3: &[&str] = &[
    "AWSCodeBuildAdminAccess",
    "AWSCodeBuildDeveloperAccess",
    "AWSElasticBeanstalkWebTier",
    "AWSElasticBeanstalkWorkerTier",
    "AWSGlueConsoleFullAccess",
    "AWSGlueServiceRole",
    "AWSLambdaExecute",
    "AWSLambdaFullAccess",
    "AWSLambdaReadOnlyAccess",
    "AmazonAthenaFullAccess",
    "AmazonEC2RoleforAWSCodeDeploy",
    "AmazonEC2RoleforSSM",
    "AmazonElasticMapReduceforEC2Role",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSageMakerFullAccess",
    "AmazonTranscribeFullAccess",
    "CloudFrontFullAccess",
    "ComprehendFullAccess",
    "DataScientist",
    "DatabaseAdministrator",
    "NetworkAdministrator",
    "ReadOnlyAccess",
    "SecretsManagerReadWrite",
    "SecurityAudit",
    "SupportUser",
    "SystemAdministrator",
    "ViewOnlyAccess",
];

/// Those that allow no action of S3, ordered for the search.
const WITHOUT_S3: &[&str] = &[
    "AWSAppSyncPushToCloudWatchLogs",
    "AWSKeyManagementServicePowerUser",
    "AWSLambdaBasicDurableExecutionRolePolicy",
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess",
    "AWSLambdaInvocation-DynamoDB",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",
    "AWSLambdaRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSLambda_FullAccess",
    "AWSLambda_ReadOnlyAccess",
    "AWSStepFunctionsFullAccess",
    "AWSStepFunctionsReadOnlyAccess",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayFullAccess",
    "AWSXrayReadOnlyAccess",
    "AWSXrayWriteOnlyAccess",
    "AmazonAPIGatewayInvokeFullAccess",
    "AmazonAPIGatewayPushToCloudWatchLogs",
    "AmazonBedrockFullAccess",
    "AmazonBedrockLimitedAccess",
    "AmazonBedrockReadOnly",
    "AmazonCognitoPowerUser",
    "AmazonDynamoDBFullAccess",
    "AmazonDynamoDBFullAccess_v2",
    "AmazonDynamoDBReadOnlyAccess",
    "AmazonEC2ContainerRegistryPowerUser",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2FullAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonElasticFileSystemClientFullAccess",
    "AmazonElasticFileSystemClientReadWriteAccess",
    "AmazonEventBridgeFullAccess",
    "AmazonKinesisFirehoseFullAccess",
    "AmazonKinesisFullAccess",
    "AmazonKinesisReadOnlyAccess",
    "AmazonOpenSearchServiceFullAccess",
    "AmazonPollyFullAccess",
    "AmazonRDSDataFullAccess",
    "AmazonRDSFullAccess",
    "AmazonRekognitionFullAccess",
    "AmazonRekognitionReadOnlyAccess",
    "AmazonSESFullAccess",
    "AmazonSNSFullAccess",
    "AmazonSNSReadOnlyAccess",
    "AmazonSQSFullAccess",
    "AmazonSQSReadOnlyAccess",
    "AmazonSSMFullAccess",
    "AmazonSSMManagedInstanceCore",
    "AmazonSSMReadOnlyAccess",
    "AmazonTextractFullAccess",
    "AmazonVPCFullAccess",
    "CloudWatchAgentAdminPolicy",
    "CloudWatchAgentServerPolicy",
    "CloudWatchEventsFullAccess",
    "CloudWatchFullAccess",
    "CloudWatchFullAccessV2",
    "CloudWatchLambdaApplicationSignalsExecutionRolePolicy",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
    "CloudWatchLogsFullAccess",
    "CloudWatchLogsReadOnlyAccess",
    "IAMFullAccess",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_ordered_and_answer() {
        assert!(WITH_S3.is_sorted() && WITHOUT_S3.is_sorted());
        assert_eq!(allows_some_of("AdministratorAccess", "kms"), Read::Known(()));
        assert_eq!(allows_some_of("AmazonS3ReadOnlyAccess", "s3"), Read::Known(()));
        assert_eq!(allows_some_of("AWSLambdaBasicExecutionRole", "s3"), Read::Absent);
        assert_eq!(allows_some_of("AWSLambdaBasicExecutionRole", "sqs"), Read::Unknown);
        assert_eq!(allows_some_of("SomethingNew", "s3"), Read::Unknown);
    }
}

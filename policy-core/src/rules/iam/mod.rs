pub(super) mod api_cannot_invoke_lambda;

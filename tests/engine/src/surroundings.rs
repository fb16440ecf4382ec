//! What lies around an input: a list of files, and nothing else.

use std::collections::BTreeMap;

use policy_core::{ModuleFile, Surroundings, plan::Read};

/// Files by their paths; whatever is not among them is not there.
#[derive(Debug, Default)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Surroundings for Files {
    fn module(&self, folder: &str) -> Read<Vec<ModuleFile>> {
        let start = if folder == "." { String::new() } else { format!("{folder}/") };
        let inside: Vec<_> = self
            .0
            .iter()
            .filter_map(|(path, contents)| Some((path.strip_prefix(&start)?, contents)))
            .collect();
        if inside.is_empty() {
            return Read::Absent;
        }
        let is_read =
            |name: &str| !name.contains('/') && [".tf", ".tf.json"].iter().any(|end| name.ends_with(end));
        let read = inside.into_iter().filter(|(name, _)| is_read(name));
        let file = |(name, contents): (&str, &Vec<u8>)| ModuleFile {
            name: name.to_owned(),
            contents: contents.clone(),
        };
        Read::Known(read.map(file).collect())
    }

    fn file(&self, path: &str) -> Read<Vec<u8>> {
        self.0.get(path).map_or(Read::Absent, |contents| Read::Known(contents.clone()))
    }

    fn presence(&self, path: &str) -> Read<()> {
        if self.0.contains_key(path) { Read::Known(()) } else { Read::Absent }
    }
}

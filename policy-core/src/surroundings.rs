//! What lies around an input, as far as its caller can look it up.
//!
//! A configuration names others by their paths: the folders of its modules, files that functions read, states. The core
//! opens none of them; whoever calls it answers, from the disk or from a list of files. What is not looked up is unknown,
//! and no rule says anything of it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::plan::Read;

/// Answers what is at a path.
///
/// Paths are as those of the inputs are, relative to the same folder, with `/` between names and without `.` in them.
pub trait Surroundings {
    /// The files of a folder that Terraform would read as a module, `*.tf` and others in native syntax among them: all of
    /// them, or the folder is unknown. What native files hold is not asked for.
    fn module(&self, folder: &str) -> Read<Vec<ModuleFile>>;

    /// What a file holds.
    fn file(&self, path: &str) -> Read<Vec<u8>>;

    /// Whether there is a file.
    fn presence(&self, path: &str) -> Read<()>;
}

/// One file of a module.
#[derive(Debug, Clone)]
pub struct ModuleFile {
    /// Its name in its folder.
    pub name: String,
    /// What it holds.
    pub contents: Vec<u8>,
}

/// Whether Terraform takes a source for a folder beside the one that names it.
pub(crate) fn is_local(source: &str) -> bool {
    ["./", "../", ".\\", "..\\"].iter().any(|start| source.starts_with(start))
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once(['/', '\\']).map_or(".", |(folder, _)| if folder.is_empty() { "/" } else { folder })
}

/// The path that a relative one leads to from a folder; none from above the root.
pub(crate) fn joined(folder: &str, relative: &str) -> Option<String> {
    let is_separator = ['/', '\\'];
    let is_rooted = folder.starts_with('/') || relative.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    let from_folder = if relative.starts_with('/') { "" } else { folder };
    for name in from_folder.split(is_separator).chain(relative.split(is_separator)) {
        match name {
            "" | "." => {}
            ".." if is_rooted && names.is_empty() => return None,
            ".." if names.last().is_some_and(|last| *last != "..") => drop(names.pop()),
            name => names.push(name),
        }
    }
    let path = names.join("/");
    Some(match (is_rooted, path.is_empty()) {
        (true, _) => alloc::format!("/{path}"),
        (false, true) => ".".to_string(),
        (false, false) => path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_the_folder_that_names_them() {
        for (folder, relative, expected) in [
            (".", "./m", Some("m")),
            ("stack", "./modules/net/", Some("stack/modules/net")),
            ("cdktf.out/stacks/web", "../../../modules/net", Some("modules/net")),
            ("stack", "../../other", Some("../other")),
            ("../stack", "../other", Some("../other")),
            ("stack", "..", Some(".")),
            ("C:\\code\\stack", "..\\net", Some("C:/code/net")),
            ("/srv/stack", "../net", Some("/srv/net")),
            ("/srv", "../../net", None),
            ("stack", "/opt/net", Some("/opt/net")),
        ] {
            assert_eq!(joined(folder, relative).as_deref(), expected, "{relative} from {folder}");
        }
        assert_eq!(folder_of("a/b/main.tf.json"), "a/b");
        assert_eq!(folder_of("main.tf.json"), ".");
        assert_eq!(folder_of("/main.tf.json"), "/");
    }
}

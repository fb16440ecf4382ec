//! Serves the playground on loopback. Knows files and media types, nothing of what the page does.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use percent_encoding::percent_decode_str;
use tiny_http::{Header, Method, Request, Response, Server};

use crate::arguments::{Arguments, UsageError};
use crate::process::root;
use crate::product;

/// The broken example that the page opens with, as a file for the command line.
const EXAMPLE: &str = "tests/fixtures/payments-broken/plan.json";
const FIRST_PORT: u16 = 8080;
const LAST_PORT: u16 = 8179;
/// A browser fetches over several connections at once, and one that stays open must not hold up the others.
const WORKERS: usize = 4;

/// `cargo xtask play`
pub(crate) fn play(arguments: &Arguments) -> Result<ExitCode> {
    // A port that is taken should be told before a build of minutes, not after it.
    let listener = listen(arguments.value("port"))?;
    let port = listener.local_addr()?.port();
    product::everything()?;
    let folder = root().join("web/dist").canonicalize().context("the build left no web/dist")?;
    println!("\nPlayground:           http://127.0.0.1:{port}/#example=broken");
    println!("On the command line:  node wasm/npm/bin/planproof.mjs check {EXAMPLE}");
    println!("Ctrl-C ends it.");
    serve(listener, &folder)?;
    Ok(ExitCode::SUCCESS)
}

fn listen(wanted: Option<&str>) -> Result<TcpListener> {
    if let Some(wanted) = wanted {
        let port: u16 = wanted
            .parse()
            .map_err(|_| UsageError::new(format!("`--port` takes a number up to 65535, not `{wanted}`")))?;
        return TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("cannot serve on port {port}; leave out `--port` to take a free one"));
    }
    let free = (FIRST_PORT..=LAST_PORT).find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    let Some(listener) = free else {
        bail!("no port from {FIRST_PORT} to {LAST_PORT} is free; name one with `--port`");
    };
    Ok(listener)
}

fn serve(listener: TcpListener, folder: &Path) -> Result<()> {
    let server = Server::from_listener(listener, None)
        .map_err(|error| anyhow!("cannot serve the playground: {error}"))?;
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                for request in server.incoming_requests() {
                    answer(request, folder);
                }
            });
        }
    });
    Ok(())
}

fn answer(request: Request, folder: &Path) {
    // A browser that went away before it had its answer is none of our business.
    let _ = match request.method() {
        Method::Get | Method::Head => match open(folder, request.url()) {
            Some((file, media)) => request.respond(with_headers(Response::from_file(file), media)),
            None => request.respond(plain("there is no such file here\n", 404)),
        },
        _ => request.respond(plain("only GET and HEAD are answered\n", 405)),
    };
}

fn open(folder: &Path, url: &str) -> Option<(File, &'static str)> {
    let path = resolve(folder, url)?;
    Some((File::open(&path).ok()?, media_type(&path)))
}

/// The file that an address names, if it lies in the folder; the folder must be canonical.
fn resolve(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let mut file = folder.to_path_buf();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        // Each part has to be one plain name: not `..`, not a drive, not a path in this system's own notation.
        let mut components = Path::new(part).components();
        let (Some(Component::Normal(name)), None) = (components.next(), components.next()) else {
            return None;
        };
        file.push(name);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    // A link may still lead out of the folder.
    let file = file.canonicalize().ok()?;
    (file.is_file() && file.starts_with(folder)).then_some(file)
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn plain(text: &str, status: u16) -> Response<std::io::Cursor<Vec<u8>>> {
    with_headers(Response::from_string(text).with_status_code(status), "text/plain; charset=utf-8")
}

fn with_headers<R: std::io::Read>(mut response: Response<R>, media: &str) -> Response<R> {
    // The page is rebuilt under the same names, so a browser has to ask each time.
    for (name, value) in
        [("Content-Type", media), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")]
    {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn addresses_name_files_of_the_folder_only() {
        let site = Site::new("resolve");
        let folder = site.dist();
        let name = |url: &str| {
            let file = resolve(&folder, url)?;
            Some(file.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
        };
        for (url, file) in [
            ("/", Some("index.html")),
            ("/?theme=dark", Some("index.html")),
            ("//", Some("index.html")),
            ("/a%20b/worker.wasm", Some("a b/worker.wasm")),
            ("/a b/", None),
            ("/missing.js", None),
            ("/../secret.txt", None),
            ("/%2e%2e/secret.txt", None),
            ("/..%2fsecret.txt", None),
            ("/a%20b/..%2f..%2fsecret.txt", None),
            ("/a%20b/../index.html", None),
            ("/link.txt", None),
            ("/%00", None),
            ("/%ff", None),
        ] {
            assert_eq!(name(url).as_deref(), file, "{url}");
        }
    }

    #[test]
    fn answers_carry_media_type_and_ask_not_to_be_kept() {
        let site = Site::new("headers");
        let folder = site.dist();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(listener, &folder));

        let wasm = ask(port, "GET /a%20b/worker.wasm");
        assert!(wasm.starts_with("HTTP/1.1 200"), "{wasm}");
        assert!(wasm.contains("Content-Type: application/wasm\r\n"), "{wasm}");
        assert!(wasm.contains("Cache-Control: no-cache\r\n"), "{wasm}");
        assert!(wasm.ends_with("\r\n\r\nwasm"), "{wasm}");
        let head = ask(port, "HEAD /");
        assert!(head.contains("Content-Type: text/html; charset=utf-8\r\n"), "{head}");
        assert!(head.ends_with("\r\n\r\n"), "{head}");
        assert!(ask(port, "GET /../secret.txt").starts_with("HTTP/1.1 404"));
        assert!(ask(port, "POST /").starts_with("HTTP/1.1 405"));
    }

    #[test]
    fn a_taken_port_is_an_error_only_when_it_was_asked_for() {
        let taken = listen(None).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = listen(Some(&port.to_string())).unwrap_err();
        assert!(error.to_string().starts_with(&format!("cannot serve on port {port}")), "{error}");
        assert_ne!(listen(None).unwrap().local_addr().unwrap().port(), port);
        assert!(listen(Some("many")).unwrap_err().is::<UsageError>());
    }

    /// A folder with a page, a module, and beside it a file that must not be served; gone with the test.
    struct Site(PathBuf);

    impl Site {
        fn new(name: &str) -> Self {
            let outside = std::env::temp_dir().join(format!("planproof-{name}-{}", std::process::id()));
            let folder = outside.join("dist");
            fs::create_dir_all(folder.join("a b")).unwrap();
            fs::write(outside.join("secret.txt"), "secret").unwrap();
            fs::write(folder.join("index.html"), "page").unwrap();
            fs::write(folder.join("a b/worker.wasm"), "wasm").unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(outside.join("secret.txt"), folder.join("link.txt")).unwrap();
            Self(outside)
        }

        fn dist(&self) -> PathBuf {
            self.0.join("dist").canonicalize().unwrap()
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn ask(port: u16, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }
}

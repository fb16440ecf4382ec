//! The playground: paste Terraform JSON, see at once what would make the deployment fail.
//!
//! The page draws and listens; the rule core runs in a worker. Nothing a user puts in leaves the page.

mod app;
mod browser;
mod checker;
mod components;
mod editor;
mod examples;
mod rule_pages;

fn main() {
    yew::Renderer::<app::App>::new().render();
}

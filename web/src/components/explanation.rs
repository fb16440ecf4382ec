//! What "Explain" opens below a finding: why it matters, the mended code, where the facts come from.

use yew::{Callback, Html, Properties, component, html};

use super::{code::code, copy_button::CopyButton, prose};
use crate::rule_pages::{RulePage, RulePages, Snippets};

/// The languages of the mended code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Hcl,
    TypeScript,
    Python,
}

impl Language {
    const ALL: [Self; 3] = [Self::Hcl, Self::TypeScript, Self::Python];

    const fn title(self) -> &'static str {
        match self {
            Self::Hcl => "HCL",
            Self::TypeScript => "CDKTF TypeScript",
            Self::Python => "CDKTF Python",
        }
    }

    fn snippet(self, snippets: &Snippets) -> &str {
        match self {
            Self::Hcl => &snippets.hcl,
            Self::TypeScript => &snippets.cdktf_typescript,
            Self::Python => &snippets.cdktf_python,
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ExplanationProps {
    pub id: String,
    pub rule: String,
    pub pages: RulePages,
    pub language: Language,
    pub on_language: Callback<Language>,
}

#[component]
pub(crate) fn Explanation(props: &ExplanationProps) -> Html {
    let body = match &props.pages {
        RulePages::NotAsked | RulePages::Loading => {
            html! { <p class="muted">{ "Loading the explanation…" }</p> }
        }
        RulePages::Missing => html! {
            <p class="muted">{ "The explanations of the rules (rules.json) are not served beside this page." }</p>
        },
        RulePages::Loaded(pages) => pages.iter().find(|page| page.name == props.rule).map_or_else(
            || html! { <p class="muted">{ "There is no explanation of this rule yet." }</p> },
            |page| rule_page(page, props),
        ),
    };
    html! { <div class="explanation" id={props.id.clone()}>{ body }</div> }
}

fn rule_page(page: &RulePage, props: &ExplanationProps) -> Html {
    let snippet = props.language.snippet(&page.docs.snippets);
    html! {
        <>
            <h4>{ "Why it matters" }</h4>
            { for page.docs.rationale.split("\n\n").map(|paragraph| html! { <p>{ prose(paragraph) }</p> }) }
            <h4>{ "Mended" }</h4>
            <div class="snippet-box">
                <div class="snippet-bar">
                    <div class="tabs" role="group" aria-label="Language of the snippet">
                        { for Language::ALL.map(|language| language_button(language, props)) }
                    </div>
                    <CopyButton text={snippet.trim().to_owned()} what="the snippet" />
                </div>
                { code(snippet.trim()) }
            </div>
            if !page.docs.sources.is_empty() {
                <h4>{ "Sources" }</h4>
                <ul class="sources">
                    { for page.docs.sources.iter().map(|source| html! {
                        <li><a href={source.url.clone()} target="_blank" rel="noreferrer">{ &source.title }</a></li>
                    }) }
                </ul>
            }
        </>
    }
}

fn language_button(language: Language, props: &ExplanationProps) -> Html {
    let onclick = props.on_language.reform(move |_| language);
    let selected = language == props.language;
    html! {
        <button type="button" class="tab" aria-pressed={selected.to_string()} {onclick}>
            { language.title() }
        </button>
    }
}

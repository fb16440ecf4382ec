//! The icons, drawn on a grid of 16 with the colour of the text around them.

use yew::{Html, html};

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Alert,
    Block,
    Check,
    ChevronDown,
    Copy,
    File,
    Format,
    Lock,
    Open,
    Settings,
    Theme,
    Trash,
    Upload,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M8 1.8 15 14H1L8 1.8ZM8 6.2v3.6M8 11.8v.2",
            Self::Block => "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM3.6 3.6l8.8 8.8",
            Self::Check => "M2.5 8.6 6.2 12.3 13.5 4.4",
            Self::ChevronDown => "M4 6.2 8 10.2l4-4",
            Self::Copy => "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
            Self::File => "M3.5 1.5h5.8l3.2 3.2v9.8h-9zM9 1.8V5h3.2",
            Self::Format => "M2 3h12M5 6.3h9M5 9.6h6M2 13h12",
            Self::Lock => "M3.5 7h9v7h-9zM5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7",
            Self::Open => "M1.5 12.8V3h4.4l1.5 2h6.1v1.9M1.5 12.8l2.2-5.9h11.1l-2.1 5.9z",
            Self::Settings => {
                "M1.5 4.5h7M12.5 4.5h2M1.5 11.5h2M7.5 11.5h7M10.5 2.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6ZM5.5 9.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z"
            }
            Self::Theme => {
                "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 1.5v13M8 4.5l4.6-.6M8 8h6.5M8 11.5l4.6.6"
            }
            Self::Trash => "M2.5 4h11M6 4V2.2h4V4M4 4l.6 9.8h6.8L12 4M6.7 6.8v4.4M9.3 6.8v4.4",
            Self::Upload => "M8 10.5V2M4.6 5.2 8 1.8l3.4 3.4M2 10.5v3.3h12v-3.3",
        }
    }
}

/// Draws an icon; the words beside it say what it means, so it is hidden from screen readers.
pub(crate) fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d={icon.path()} />
        </svg>
    }
}

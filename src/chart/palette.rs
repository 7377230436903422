//! The colours of a chart, and how CSS names them.

use crate::num::decimal;

/// A colour, opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads what CSS custom properties and computed styles hold: `#2947d0`,
    /// `#29d`, `rgb(41, 71, 208)`, `rgb(41 71 208 / 50%)` (the opacity is
    /// dropped).
    pub fn parse(css: &str) -> Option<Rgb> {
        let css = css.trim();
        if let Some(hex) = css.strip_prefix('#') {
            return Rgb::from_hex(hex);
        }
        let inner = css.strip_prefix("rgba(").or_else(|| css.strip_prefix("rgb("))?.strip_suffix(')')?;
        let mut numbers = inner
            .split([',', ' ', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| decimal::parse(part).filter(|value| (0.0..=255.0).contains(value)));
        let mut next = || numbers.next().flatten().map(|value| value.round() as u8);
        Some(Rgb(next()?, next()?, next()?))
    }

    fn from_hex(hex: &str) -> Option<Rgb> {
        let digits: Vec<u8> =
            hex.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Rgb(r * 17, g * 17, b * 17)),
            [r1, r2, g1, g2, b1, b2, ..] if matches!(digits.len(), 6 | 8) => {
                Some(Rgb(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2))
            }
            _ => None,
        }
    }
}

/// The colours of a chart. Variant and baseline differ in brightness and dash
/// as well as in hue, so that nobody depends on the hue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything, where the chart paints its own ground.
    pub ground: Rgb,
    /// Labels of axes.
    pub label: Rgb,
    /// Lines of the grid.
    pub grid: Rgb,
    /// The design that is shown.
    pub variant: Rgb,
    /// The design that it is compared with.
    pub baseline: Rgb,
}

impl Default for Palette {
    /// The light theme: blue against orange, which all common kinds of colour
    /// blindness tell apart.
    fn default() -> Self {
        Palette {
            ground: Rgb(255, 255, 255),
            label: Rgb(98, 106, 118),
            grid: Rgb(224, 224, 217),
            variant: Rgb(41, 71, 208),
            baseline: Rgb(176, 83, 11),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_colours_are_read() {
        let blue = Some(Rgb(41, 71, 208));
        for css in [
            "#2947d0",
            " #2947D0 ",
            "#2947d0ff",
            "rgb(41, 71, 208)",
            "rgb(41 71 208 / 50%)",
            "rgba(41,71,208,0.5)",
        ] {
            assert_eq!(Rgb::parse(css), blue, "{css}");
        }
        assert_eq!(Rgb::parse("#29d"), Some(Rgb(34, 153, 221)));
        for css in ["", "#12345", "#xyzxyz", "blue", "rgb(1,2)", "rgb(300,0,0)", "#é"] {
            assert_eq!(Rgb::parse(css), None, "{css}");
        }
    }
}

//! Text to tokens. Whatever looks like a known slip (`&&`, `=`, `×`) is
//! reported with what to write instead and then taken for what was meant, so
//! that the parser can go on and find the other errors.

use super::BinaryOp;
use crate::diag::{Diagnostic, Span};
use crate::num::decimal;

/// A word or sign, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: TokenKind<'a>,
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind<'a> {
    Number(f64),
    Name(&'a str),
    /// Any operator between operands; [`BinaryOp::Sub`] may also be a sign.
    Operator(BinaryOp),
    Not,
    If,
    Then,
    Else,
    Open,
    Close,
    Comma,
    /// What has no meaning; it has been reported.
    Unknown,
    End,
}

/// Tokens of a text, the last one [`TokenKind::End`], and what is wrong with it.
pub(super) fn lex(text: &str) -> (Vec<Token<'_>>, Vec<Diagnostic>) {
    let mut lexer = Lexer { text, at: 0, errors: Vec::new() };
    let mut tokens = Vec::new();
    loop {
        let blank = lexer.rest().len() - lexer.rest().trim_start().len();
        lexer.at += blank;
        let start = lexer.at;
        let kind = match lexer.rest().chars().next() {
            None => TokenKind::End,
            Some('0'..='9' | '.') => lexer.number(),
            Some('a'..='z' | 'A'..='Z' | '_') => lexer.name(),
            Some(first) => lexer.sign(first),
        };
        tokens.push(Token { kind, span: Span::new(start, lexer.at) });
        if kind == TokenKind::End {
            return (tokens, lexer.errors);
        }
    }
}

/// Signs of the language, longest first, and slips with what to write instead.
const SIGNS: [(&str, TokenKind<'static>, Option<&str>); 32] = {
    use BinaryOp::*;
    use TokenKind::*;
    [
        ("<=", Operator(Le), None),
        (">=", Operator(Ge), None),
        ("==", Operator(Eq), None),
        ("!=", Operator(Ne), None),
        ("**", Operator(Pow), Some("^")),
        ("&&", Operator(And), Some("and")),
        ("||", Operator(Or), Some("or")),
        ("<>", Operator(Ne), Some("!=")),
        ("=<", Operator(Le), Some("<=")),
        ("=>", Operator(Ge), Some(">=")),
        ("+", Operator(Add), None),
        ("-", Operator(Sub), None),
        ("*", Operator(Mul), None),
        ("/", Operator(Div), None),
        ("^", Operator(Pow), None),
        ("<", Operator(Lt), None),
        (">", Operator(Gt), None),
        ("(", Open, None),
        (")", Close, None),
        (",", Comma, None),
        ("=", Operator(Eq), Some("==")),
        ("&", Operator(And), Some("and")),
        ("|", Operator(Or), Some("or")),
        ("!", Not, Some("not")),
        ("−", Operator(Sub), Some("-")),
        ("–", Operator(Sub), Some("-")),
        ("×", Operator(Mul), Some("*")),
        ("·", Operator(Mul), Some("*")),
        ("÷", Operator(Div), Some("/")),
        ("≤", Operator(Le), Some("<=")),
        ("≥", Operator(Ge), Some(">=")),
        ("≠", Operator(Ne), Some("!=")),
    ]
};

/// The words that cannot be names.
fn keyword(word: &str) -> Option<TokenKind<'static>> {
    Some(match word {
        "if" => TokenKind::If,
        "then" => TokenKind::Then,
        "else" => TokenKind::Else,
        "not" => TokenKind::Not,
        "and" => TokenKind::Operator(BinaryOp::And),
        "or" => TokenKind::Operator(BinaryOp::Or),
        _ => return None,
    })
}

/// Whether formulas can use this word as a name or as a part of one: ASCII
/// letters, digits and `_`, not starting with a digit, and no keyword.
pub fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && keyword(text).is_none()
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    errors: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Takes the longest prefix of such characters.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    fn error(&mut self, start: usize, message: String, hint: &str) {
        let error = Diagnostic::error("", message).at(Span::new(start, self.at));
        self.errors.push(error.hint(hint));
    }

    /// A number with its suffix. It is read as one decimal (`2.5%` as 2.5e-2),
    /// so that it is rounded once.
    fn number(&mut self) -> TokenKind<'a> {
        let start = self.at;
        let mantissa: String = self.take(|c| c.is_ascii_digit() || matches!(c, '.' | '_')).replace('_', "");
        let written = self.exponent();
        let suffix = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
        let scale = match suffix {
            "" if self.rest().starts_with('%') => {
                self.at += 1;
                -2
            }
            "" => 0,
            "k" => 3,
            "M" => 6,
            "B" => 9,
            _ => {
                self.bad_suffix(start, suffix);
                0
            }
        };
        let value = decimal::parse(&format!("{mantissa}e{}", written.saturating_add(scale)));
        match value {
            Some(value) if value.is_finite() && !mantissa.ends_with('.') => TokenKind::Number(value),
            Some(value) if value.is_infinite() => {
                self.error(start, "the number is too large".to_owned(), "the largest is about 1.8e308");
                TokenKind::Number(1.0)
            }
            _ => {
                let found = self.text.get(start..self.at).unwrap_or("");
                self.error(
                    start,
                    format!("`{found}` is not a number"),
                    "write it like `1234.5`, `1_000` or `2.5%`",
                );
                TokenKind::Number(1.0)
            }
        }
    }

    /// The `e-6` of a number, 0 if there is none.
    fn exponent(&mut self) -> i32 {
        let Some(rest) = self.rest().strip_prefix(['e', 'E']) else { return 0 };
        let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return 0;
        }
        self.at += 1 + (rest.len() - digits.len());
        let size: i32 = self.take(|c| c.is_ascii_digit()).parse().unwrap_or(i32::MAX);
        if rest.starts_with('-') { -size } else { size }
    }

    fn bad_suffix(&mut self, start: usize, suffix: &str) {
        let hint = match suffix {
            "K" => "write `k` for thousands".to_owned(),
            "m" => "write `M` for millions".to_owned(),
            "b" | "bn" | "G" => "write `B` for billions".to_owned(),
            "T" | "t" => "write `e12` for trillions, as in `1e12`".to_owned(),
            _ => format!("suffixes are `%`, `k`, `M` and `B`; to multiply, write `* {suffix}`"),
        };
        self.error(start, format!("a number cannot end in `{suffix}`"), &hint);
    }

    fn name(&mut self) -> TokenKind<'a> {
        let start = self.at;
        let name = self.take(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        let is_word = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !name.split('.').all(is_word) {
            self.error(start, format!("`{name}` is not a name"), "names are words, joined by single dots");
        }
        keyword(name).unwrap_or(TokenKind::Name(name))
    }

    /// The sign that starts with this character.
    fn sign(&mut self, first: char) -> TokenKind<'a> {
        let start = self.at;
        for (sign, kind, instead) in SIGNS {
            if self.rest().starts_with(sign) {
                self.at += sign.len();
                if let Some(instead) = instead {
                    self.error(start, format!("unknown operator `{sign}`"), &format!("write `{instead}`"));
                }
                return kind;
            }
        }
        self.at += first.len_utf8();
        if first == '%' {
            let hint = "it follows a number directly, as in `5%`; a remainder is `mod(a, b)`";
            self.error(start, "`%` stands alone".to_owned(), hint);
        } else {
            let hint = "formulas are made of names (a-z, 0-9, _), numbers and `+ - * / ^ ( )`";
            self.error(start, format!("unexpected `{}`", first.escape_debug()), hint);
        }
        TokenKind::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<f64> {
        let (tokens, errors) = lex(text);
        assert!(errors.is_empty(), "{text}: {errors:?}");
        let number = |token: &Token| match token.kind {
            TokenKind::Number(value) => Some(value),
            _ => None,
        };
        tokens.iter().filter_map(number).collect()
    }

    #[test]
    fn suffixes_scale_without_a_second_rounding() {
        assert_eq!(numbers("5% 0.1% 2k 1.5M 3B"), [0.05, 0.001, 2000.0, 1_500_000.0, 3e9]);
        assert_eq!(numbers("1_000 1e6 2.5E-3 .5 1e3% 1e2k"), [1000.0, 1e6, 0.0025, 0.5, 10.0, 1e5]);
        assert_eq!(numbers("1.1% 0.07k"), [0.011, 70.0]);
    }

    #[test]
    fn bad_numbers_are_reported_and_replaced() {
        for text in ["1.2.3", "5.", ".", "1e999", "1e99999999999", "2x", "3m", "._"] {
            let (tokens, errors) = lex(text);
            assert_eq!(errors.len(), 1, "{text}: {errors:?}");
            assert_eq!(errors[0].span, Some(Span::new(0, text.len())), "{text}");
            assert_eq!(tokens.len(), 2, "{text}");
        }
    }

    #[test]
    fn names_keep_their_dots_and_keywords_are_whole_words() {
        let (tokens, errors) = lex("traders.if iffy or a.b.c");
        assert!(errors.is_empty());
        let kinds: Vec<_> = tokens.iter().map(|token| token.kind).collect();
        let name = TokenKind::Name;
        let or = TokenKind::Operator(BinaryOp::Or);
        assert_eq!(kinds, [name("traders.if"), name("iffy"), or, name("a.b.c"), TokenKind::End]);
        assert_eq!(lex("a..b").1.len(), 1);
        assert_eq!(lex("a.").1.len(), 1);
        assert_eq!(lex("a.1").1.len(), 1);
    }

    #[test]
    fn slips_are_named_and_mended() {
        let (tokens, errors) = lex("a && b = c × 2 @ 5 %");
        let hints: Vec<_> = errors.iter().filter_map(|error| error.hint.as_deref()).collect();
        assert_eq!(&hints[..3], ["write `and`", "write `==`", "write `*`"]);
        assert_eq!(errors.len(), 5);
        assert_eq!(tokens.len(), 11);
    }
}

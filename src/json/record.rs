//! Types that are read from a tree and written to one.

use super::read::choose;
use super::{Json, Reader};

/// The largest whole number that every reader of JSON keeps: 2⁵³ − 1.
const MOST: f64 = 9_007_199_254_740_991.0;

/// A type that stands for a part of a tree.
pub trait Record: Sized {
    /// Reads it. What is wrong goes to the reader, and something stands in for
    /// what could not be read; it must not matter what.
    fn read(tree: Json, reader: &mut Reader) -> Self;

    /// Writes it, so that reading gives it back.
    fn write(&self) -> Json;
}

impl Record for String {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::Text(text) => text,
            other => {
                reader.unexpected("a text", &other);
                String::new()
            }
        }
    }

    fn write(&self) -> Json {
        Json::Text(self.clone())
    }
}

impl Record for bool {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::Bool(value) => value,
            other => {
                reader.unexpected("true or false", &other);
                false
            }
        }
    }

    fn write(&self) -> Json {
        Json::Bool(*self)
    }
}

impl Record for f64 {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::Number(value) => value,
            other => {
                reader.unexpected("a number", &other);
                0.0
            }
        }
    }

    fn write(&self) -> Json {
        Json::Number(*self)
    }
}

impl Record for u64 {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        whole(tree, MOST, reader) as u64
    }

    fn write(&self) -> Json {
        Json::Number(*self as f64)
    }
}

impl Record for u32 {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        whole(tree, f64::from(u32::MAX), reader) as u32
    }

    fn write(&self) -> Json {
        Json::Number(f64::from(*self))
    }
}

fn whole(tree: Json, most: f64, reader: &mut Reader) -> f64 {
    match tree {
        Json::Number(value) if value.trunc() == value && (0.0..=most).contains(&value) => value,
        other => {
            reader.unexpected(&format!("a whole number from 0 to {most}"), &other);
            0.0
        }
    }
}

impl<T: Record> Record for Vec<T> {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::List(items) => {
                items.into_iter().enumerate().map(|(place, item)| reader.item(place, item)).collect()
            }
            other => {
                reader.unexpected("a list", &other);
                Vec::new()
            }
        }
    }

    fn write(&self) -> Json {
        Json::List(self.iter().map(T::write).collect())
    }
}

/// `null` is nothing; so is a field that is left out.
impl<T: Record> Record for Option<T> {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::Null => None,
            some => Some(T::read(some, reader)),
        }
    }

    fn write(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::write)
    }
}

impl<T: Record> Record for Box<T> {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        Box::new(T::read(tree, reader))
    }

    fn write(&self) -> Json {
        T::write(self)
    }
}

/// Adds a field to what is written of an object.
#[doc(hidden)]
pub fn put<T: Record>(fields: &mut Vec<(String, Json)>, name: &str, value: &T) {
    fields.push((name.to_owned(), value.write()));
}

/// Adds a field, unless it is what stands for it when it is left out.
#[doc(hidden)]
pub fn put_unless<T: Record>(fields: &mut Vec<(String, Json)>, name: &str, value: &T, left_out: fn() -> T) {
    let value = value.write();
    if value != left_out().write() {
        fields.push((name.to_owned(), value));
    }
}

/// Reads which of some names a text is.
#[doc(hidden)]
pub fn chosen(tree: &Json, names: &[&'static str], reader: &mut Reader) -> usize {
    choose(tree, names, reader).unwrap_or(0)
}

/// A record from the definition of a struct: an object with these fields. A field
/// with `= value` may be left out and then has that value; it is not written while
/// it has it. `name as "other"` has another name in the text.
#[macro_export]
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $type:ident {
            $( $(#[$doc:meta])* pub $field:ident $(as $name:literal)? : $kind:ty $(= $default:expr)? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $type {
            $( $(#[$doc])* pub $field: $kind, )*
        }

        impl $crate::json::Record for $type {
            fn read(tree: $crate::json::Json, reader: &mut $crate::json::Reader) -> Self {
                let mut object = $crate::json::Object::of(tree, reader);
                let record = Self::read_fields(&mut object);
                object.finish();
                record
            }

            fn write(&self) -> $crate::json::Json {
                let mut fields = Vec::new();
                self.write_fields(&mut fields);
                $crate::json::Json::Object(fields)
            }
        }

        impl $type {
            pub(crate) fn read_fields(object: &mut $crate::json::Object<'_>) -> Self {
                Self { $( $field: $crate::field!(object, $field, $($name)?, $kind, $($default)?), )* }
            }

            pub(crate) fn write_fields(&self, fields: &mut Vec<(String, $crate::json::Json)>) {
                $( $crate::field!(fields, self.$field, $field, $($name)?, $kind, $($default)?); )*
            }
        }
    };
}

/// One field of a [`record!`](crate::record), read or written.
#[doc(hidden)]
#[macro_export]
macro_rules! field {
    ($object:ident, $field:ident, , $kind:ty, $($default:expr)?) => {
        $crate::field!($object, $field, stringify!($field), $kind, $($default)?)
    };
    ($object:ident, $field:ident, $name:expr, $kind:ty, ) => {
        $object.field::<$kind>($name)
    };
    ($object:ident, $field:ident, $name:expr, $kind:ty, $default:expr) => {
        $object.or::<$kind>($name, || $default)
    };
    ($fields:ident, $value:expr, $field:ident, , $kind:ty, $($default:expr)?) => {
        $crate::field!($fields, $value, $field, stringify!($field), $kind, $($default)?)
    };
    ($fields:ident, $value:expr, $field:ident, $name:expr, $kind:ty, ) => {
        $crate::json::put::<$kind>($fields, $name, &$value)
    };
    ($fields:ident, $value:expr, $field:ident, $name:expr, $kind:ty, $default:expr) => {
        $crate::json::put_unless::<$kind>($fields, $name, &$value, || $default)
    };
}

/// A record from the definition of an enum without contents: one of these texts.
#[macro_export]
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $type:ident {
            $( $(#[$doc:meta])* $name:literal => $variant:ident ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $type {
            $( $(#[$doc])* $variant, )*
        }

        impl $type {
            /// All of them, in the order of their definition.
            pub const ALL: &[$type] = &[$( $type::$variant ),*];
            const NAMES: &[&str] = &[$( $name ),*];

            /// Its name in a document.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        impl $crate::json::Record for $type {
            fn read(tree: $crate::json::Json, reader: &mut $crate::json::Reader) -> Self {
                Self::ALL[$crate::json::chosen(&tree, Self::NAMES, reader)]
            }

            fn write(&self) -> $crate::json::Json {
                $crate::json::Json::Text(self.name().into())
            }
        }
    };
}

/// A record from the definition of an enum with contents: an object, of which one
/// field says which variant it is and the others are those of the variant: of a
/// [`record!`](crate::record), or its own.
#[macro_export]
macro_rules! tagged {
    (
        $(#[$meta:meta])*
        pub enum $type:ident by $tag:literal {
            $( $(#[$doc:meta])* $name:literal => $variant:ident ($content:ident) ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $type {
            $( $(#[$doc])* $variant($content), )*
        }

        impl $type {
            const NAMES: &[&str] = &[$( $name ),*];

            fn read_variant(name: &str, object: &mut $crate::json::Object<'_>) -> Option<Self> {
                match name {
                    $( $name => Some($type::$variant($content::read_fields(object))), )*
                    _ => None,
                }
            }

            fn write_variant(&self, fields: &mut Vec<(String, $crate::json::Json)>) -> &'static str {
                match self {
                    $( $type::$variant(content) => { content.write_fields(fields); $name } )*
                }
            }
        }

        $crate::tagged!(@record $type $tag);
    };
    (
        $(#[$meta:meta])*
        pub enum $type:ident by $tag:literal {
            $( $(#[$doc:meta])* $name:literal => $variant:ident {
                $( $(#[$field_doc:meta])* $field:ident : $kind:ty $(= $default:expr)? ),* $(,)?
            } ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $type {
            $( $(#[$doc])* $variant { $( $(#[$field_doc])* $field: $kind, )* }, )*
        }

        impl $type {
            const NAMES: &[&str] = &[$( $name ),*];

            fn read_variant(name: &str, object: &mut $crate::json::Object<'_>) -> Option<Self> {
                match name {
                    $( $name => Some($type::$variant {
                        $( $field: $crate::field!(object, $field, , $kind, $($default)?), )*
                    }), )*
                    _ => None,
                }
            }

            fn write_variant(&self, fields: &mut Vec<(String, $crate::json::Json)>) -> &'static str {
                match self {
                    $( $type::$variant { $( $field ),* } => {
                        $( $crate::field!(fields, *$field, $field, , $kind, $($default)?); )*
                        $name
                    } )*
                }
            }
        }

        $crate::tagged!(@record $type $tag);
    };
    (@record $type:ident $tag:literal) => {
        impl $crate::json::Record for $type {
            fn read(tree: $crate::json::Json, reader: &mut $crate::json::Reader) -> Self {
                let mut object = $crate::json::Object::of(tree, reader);
                let name = object.tag($tag, Self::NAMES);
                let record = Self::read_variant(name, &mut object);
                object.finish();
                record.unwrap_or_else(|| unreachable!("a tag is one of the names"))
            }

            fn write(&self) -> $crate::json::Json {
                let mut fields = vec![($tag.to_owned(), $crate::json::Json::Null)];
                let name = self.write_variant(&mut fields);
                fields[0].1 = $crate::json::Json::Text(name.into());
                $crate::json::Json::Object(fields)
            }
        }
    };
}

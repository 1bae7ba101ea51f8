//! How a document is declared: its type, what each field means, its JSON and its JSON Schema in one place, so that they
//! cannot disagree. Knows no document itself.

use serde::{Serialize, Serializer};
use shipworthy_model::id::{GateId, PhaseId};
use shipworthy_model::schema::{Constant, DIALECT, JsonKind, Members, Schema};
use shipworthy_model::time::{Date, Timestamp};

/// The version of every JSON document that this release prints.
pub const SCHEMA: u32 = 1;

/// A type that stands in documents, and how its JSON is described.
pub(super) trait JsonType: Serialize {
    /// The schema of its values; what it is made of goes to the definitions.
    fn schema(definitions: &mut Definitions) -> Schema;
}

/// The definitions of one schema, each made once.
#[derive(Debug, Default)]
pub(super) struct Definitions(Vec<(String, Schema)>);

impl Definitions {
    /// A reference to the definition of the type `name`, which is made when it is not there.
    pub(super) fn refer(&mut self, name: &str, make: fn(&mut Self) -> Schema) -> Schema {
        let name = name.trim_end_matches("Json");
        if !self.0.iter().any(|(known, _)| known == name) {
            let at = self.0.len();
            self.0.push((name.to_owned(), Schema::default()));
            self.0[at].1 = make(self);
        }
        Schema::defined(name)
    }
}

/// The whole schema of a document.
pub(super) fn schema_of<T: JsonType>(title: &str) -> Schema {
    let mut definitions = Definitions::default();
    let reference = T::schema(&mut definitions);
    let mut all = definitions.0;
    let own = all.iter().position(|(name, _)| Some(name.as_str()) == reference.refers_to());
    let root = own.map_or(reference, |at| all.remove(at).1);
    let (dialect, title) = (Some(DIALECT), Some(title.to_owned()));
    Schema { dialect, title, definitions: Members(all), ..root }
}

/// The schema of an object with these fields, all of which are always there.
pub(super) fn object(about: &str, fields: Vec<(&str, &str, Schema)>) -> Schema {
    let required = fields.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let member = |(name, doc, schema): (&str, &str, Schema)| (name.to_owned(), schema.described(doc.trim()));
    Schema::object(fields.into_iter().map(member).collect(), required).described(about.trim())
}

/// The name of a field in JSON.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// Declares types of documents. A field whose name is no identifier is written `field as "its-name": Type`.
macro_rules! document {
    ($(
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ $field:ident $(as $key:literal)?: $type:ty,)+
        }
    )+) => { $(
        $(#[doc = $about])+
        #[derive(Debug)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry($crate::json::document::key!($field $($key)?), &self.$field)?;)+
                map.end()
            }
        }

        impl $crate::json::document::JsonType for $name {
            fn schema(
                definitions: &mut $crate::json::document::Definitions,
            ) -> shipworthy_model::schema::Schema {
                definitions.refer(stringify!($name), |definitions| {
                    let fields = vec![$((
                        $crate::json::document::key!($field $($key)?),
                        concat!($($doc),+),
                        <$type as $crate::json::document::JsonType>::schema(definitions),
                    )),+];
                    $crate::json::document::object(concat!($($about),+), fields)
                })
            }
        }
    )+ };
}

/// Declares a type of which one field, named first, says what the other fields are.
macro_rules! tagged_document {
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident by $tag:literal {
            $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal {
                $($(#[doc = $doc:literal])+ $field:ident: $type:ty,)*
            },)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug)]
        pub enum $name {
            $($(#[doc = $meaning])+ $variant { $($(#[doc = $doc])+ $field: $type,)* },)+
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                match self { $(
                    Self::$variant { $($field),* } => {
                        map.serialize_entry($tag, $word)?;
                        $(map.serialize_entry(stringify!($field), $field)?;)*
                    }
                )+ }
                map.end()
            }
        }

        impl $crate::json::document::JsonType for $name {
            fn schema(
                definitions: &mut $crate::json::document::Definitions,
            ) -> shipworthy_model::schema::Schema {
                definitions.refer(stringify!($name), |definitions| {
                    let one_of = vec![$(
                        $crate::json::document::object(concat!($($meaning),+), vec![
                            ($tag, concat!($($meaning),+), shipworthy_model::schema::Schema::only($word)),
                            $((
                                stringify!($field),
                                concat!($($doc),+),
                                <$type as $crate::json::document::JsonType>::schema(definitions),
                            ),)*
                        ])
                    ),+];
                    let schema =
                        shipworthy_model::schema::Schema { one_of, ..shipworthy_model::schema::Schema::default() };
                    schema.described(concat!($($about),+).trim())
                })
            }
        }
    };
}

pub(super) use {document, key, tagged_document};

/// Values that a document writes as one of a few words.
pub trait Words: Sized + 'static {
    /// All values, in the order in which they are listed.
    const ALL: &'static [Self];

    /// The word that the value is written as.
    fn in_words(&self) -> String;
}

/// Lists the variants of an enum, completely, and names the function that has the word for each.
macro_rules! words {
    ($($type:ident: $($variant:ident),+ => $word:expr;)+) => { $(
        impl $crate::json::document::Words for $type {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn in_words(&self) -> String {
                // The compiler asks for a variant that is not listed.
                match self { $(Self::$variant)|+ => $word(*self).to_string() }
            }
        }
    )+ };
}

pub(super) use words;

/// A value that is written as one of a few words.
#[derive(Debug)]
pub struct OneOf<T>(pub T);

impl<T: Words> Serialize for OneOf<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.in_words())
    }
}

impl<T: Words> JsonType for OneOf<T> {
    fn schema(_: &mut Definitions) -> Schema {
        let words = T::ALL.iter().map(T::in_words);
        Schema { choices: words.map(Constant::Text).collect(), ..Schema::text() }
    }
}

/// The field `schema`: the version of the document.
#[derive(Debug)]
pub struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(SCHEMA)
    }
}

impl JsonType for Version {
    fn schema(_: &mut Definitions) -> Schema {
        Schema { constant: Some(Constant::Integer(SCHEMA.into())), ..Schema::default() }
    }
}

/// Types that one keyword or two describe.
macro_rules! plain {
    ($($type:ty => $schema:expr;)+) => { $(
        impl JsonType for $type {
            fn schema(_: &mut Definitions) -> Schema {
                $schema
            }
        }
    )+ };
}

plain! {
    () => Schema::of(JsonKind::Null);
    bool => Schema::of(JsonKind::Boolean);
    f64 => Schema::of(JsonKind::Number);
    i32 => Schema::of(JsonKind::Integer);
    i64 => Schema::of(JsonKind::Integer);
    u32 => natural();
    u64 => natural();
    usize => natural();
    &'static str => Schema::text();
    String => Schema::text();
    GateId => Schema::text();
    PhaseId => Schema::text();
    Date => Schema { format: Some("date"), ..Schema::text() };
    Timestamp => Schema { format: Some("date-time"), ..Schema::text() };
}

fn natural() -> Schema {
    Schema { minimum: Some(0), ..Schema::of(JsonKind::Integer) }
}

impl<T: JsonType> JsonType for Option<T> {
    fn schema(definitions: &mut Definitions) -> Schema {
        T::schema(definitions).or_null()
    }
}

impl<T: JsonType> JsonType for Vec<T> {
    fn schema(definitions: &mut Definitions) -> Schema {
        Schema::list(T::schema(definitions))
    }
}

/// Milliseconds as seconds.
pub(super) fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}

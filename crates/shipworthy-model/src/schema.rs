//! A JSON Schema (draft 2020-12) as data: only the keywords that this tool uses. What `readiness.toml` may say and what
//! each command answers are described with it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The dialect that a whole schema names.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A JSON Schema. Keywords that are empty or `None` are not written.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The dialect, on a whole schema.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub dialect: Option<&'static str>,
    /// The pointer to the definition that describes the value.
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The definitions, on a whole schema.
    #[serde(rename = "$defs", skip_serializing_if = "Members::is_empty")]
    pub definitions: Members,
    /// The name of the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The meaning of the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The types that the value may have.
    #[serde(rename = "type", skip_serializing_if = "Types::is_empty")]
    pub types: Types,
    /// The only value that is allowed.
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Constant>,
    /// The values that are allowed, when there are only a few.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Constant>,
    /// The members of an object, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Members>,
    /// The members that an object always has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Vec<String>>,
    /// The further members that an object may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<FurtherMembers>,
    /// The fewest members that an object may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<u32>,
    /// The schema of the items of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// The fewest items that a list may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// The fewest characters that a text may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// The regular expression that a text matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<&'static str>,
    /// The format of a text, such as `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// The lowest number that is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Values that somebody might write, as examples.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<&'static str>,
    /// The schemas of which exactly one describes the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    /// The schemas of which at least one describes the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    /// The schema that does not describe the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Schema>>,
}

/// A type of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JsonKind {
    /// The type `null`.
    Null,
    /// The type of `true` and `false`.
    Boolean,
    /// The type of whole numbers.
    Integer,
    /// The type of all numbers.
    Number,
    /// The type of texts.
    String,
    /// The type of lists.
    Array,
    /// The type of objects: members with names.
    Object,
}

/// The types that a value may have; none of them when that is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Types(pub Vec<JsonKind>);

/// A value that a schema names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// The value `null`.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
}

/// Members of an object with their schemas, in the order in which people should read them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Members(pub Vec<(String, Schema)>);

/// What an object may have beyond the members that are named.
#[derive(Debug, Clone, PartialEq)]
pub enum FurtherMembers {
    /// No further member is allowed.
    None,
    /// Further members are allowed, each described by this schema.
    Of(Box<Schema>),
}

impl Schema {
    /// The schema that describes no value at all.
    pub fn nothing() -> Self {
        Self { not: Some(Box::default()), ..Self::default() }
    }

    /// The schema of values of one type.
    pub fn of(kind: JsonKind) -> Self {
        Self { types: Types(vec![kind]), ..Self::default() }
    }

    /// The schema of texts.
    pub fn text() -> Self {
        Self::of(JsonKind::String)
    }

    /// The schema of lists of such items.
    pub fn list(items: Self) -> Self {
        Self { items: Some(Box::new(items)), ..Self::of(JsonKind::Array) }
    }

    /// The schema of objects with these members, of which these are always there.
    pub fn object(members: Vec<(String, Self)>, required: Vec<String>) -> Self {
        let properties = Some(Members(members));
        Self { properties, required: Some(required), ..Self::of(JsonKind::Object) }
    }

    /// The schema of one text alone.
    pub fn only(text: impl Into<String>) -> Self {
        Self { constant: Some(Constant::Text(text.into())), ..Self::default() }
    }

    /// The schema of some texts alone.
    pub fn choice(texts: impl IntoIterator<Item = String>) -> Self {
        Self { choices: texts.into_iter().map(Constant::Text).collect(), ..Self::default() }
    }

    /// The schema that is defined under this name.
    pub fn defined(name: &str) -> Self {
        Self { reference: Some(format!("#/$defs/{name}")), ..Self::default() }
    }

    /// The schema with this description of what the value means.
    #[must_use]
    pub fn described(self, description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..self }
    }

    /// The schema of the same values and `null`.
    #[must_use]
    pub fn or_null(mut self) -> Self {
        if self.reference.is_some() || !self.one_of.is_empty() || self.constant.is_some() {
            return Self { any_of: vec![self, Self::of(JsonKind::Null)], ..Self::default() };
        }
        if !self.choices.is_empty() {
            self.choices.push(Constant::Null);
        }
        if !self.types.is_empty() {
            self.types.0.push(JsonKind::Null);
        }
        self
    }

    /// The name of the definition that the schema refers to, if it refers to one.
    pub fn refers_to(&self) -> Option<&str> {
        self.reference.as_deref()?.strip_prefix("#/$defs/")
    }
}

impl Types {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Members {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The schema of the member with this name.
    pub fn get(&self, name: &str) -> Option<&Schema> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, schema)| schema)
    }
}

impl Serialize for Types {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl Serialize for Constant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, schema) in &self.0 {
            map.serialize_entry(name, schema)?;
        }
        map.end()
    }
}

impl Serialize for FurtherMembers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_bool(false),
            Self::Of(schema) => schema.serialize(serializer),
        }
    }
}

"""Records what pydantic makes of values, for issues.test.ts and coercion.test.ts.

    pip install "pydantic[email]" && python record.py > recorded.json

Each case names a schema that the tests build with Zod, and gives values of one origin: "text" (one string, or a list of
strings) or "lax" (parsed JSON). A value's outcome is either {"value": ...} or {"issues": [...]}.
"""

import json
import math
from datetime import date, datetime, time, timedelta
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Dict, List, Literal, Optional, Set, Tuple, Union
from uuid import UUID

from pydantic import UUID4, AnyUrl, BaseModel, ConfigDict, EmailStr, Field, HttpUrl, TypeAdapter, ValidationError


class Item(BaseModel):
    name: str
    price: float
    tags: List[str] = []


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    b: str
    x: Optional[int] = None


class A(BaseModel):
    a: int


class B(BaseModel):
    b: str


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog", "wolf"]
    name: str


class One(BaseModel):
    k: Literal[1]
    n: int


class Two(BaseModel):
    k: Literal[2]


Pet = Annotated[Union[Cat, Dog], Field(discriminator="kind")]
Number = Annotated[Union[One, Two], Field(discriminator="k")]


class Nested(BaseModel):
    item: Item
    items: List[Item]
    by_name: Dict[str, A]
    pet: Pet
    pets: List[Pet] = []
    maybe: Optional[A] = None
    either: Union[int, A] = 1
    pair: Tuple[int, str] = (1, "a")


class Tree(BaseModel):
    name: str
    children: List["Tree"] = []


class Color(Enum):
    red = "red"
    green = "green"
    blue = "blue"


class HalfOrTwo(Enum):
    half = 1.5
    two = 2


class Heavy(BaseModel):
    kind: Literal["heavy"]
    kilos: int
    more: float


class Light(BaseModel):
    kind: Literal["light"]


Weighed = Annotated[Union[Heavy, Light], Field(discriminator="kind")]


class Level(IntEnum):
    low = 1
    high = 2


INTEGERS = [
    "1", " 1 ", "+5", "-5", "1_000", "1__0", "_1", "1_", "1.0", "1.00", "1.", "-1.0", ".0", "1.5", "", "  ", "0x10", "1e3",
    "1E3", "\uff11", "\t1\n", "\u00a01", "1 0", "+ 5", "--5", "+-5", "007", "-0", "-0.0", "0_0", "1_0.0", "1.0_0",
    "1" * 4301, "inf", "nan", "true", "1,000", "1_000_000", "00", "1.0 ", "1 .0", "1\x00", "+1_0", "abc",
    "9007199254740991", "-9007199254740991", "0b1", "\u0661", "1\u2003", "\ufeff1", "\u200b1", "\x1c1", "\u00851", "+_1", "-_1",
]
NUMBERS = [
    "1", " 1e3 ", "1_000", "1_000.5", "1._5", "", "  ", "1.", "  .5", ".5", "1e", "0x10", "1e-400", "+1", "1d", "1 2",
    "--1", "1__0", "_1", "1_", "\u00a01", "1e1_0", "nan(1)", "1E+3", "1e5 ", ".", "e5", "-.5", "+.5e-1", "1_.5", "1e_5",
    "1e5_", "abc", "1,5", "\u0661", "0_1", "-0", "1.e5", "._5", "1_e5", "1._", "_.5", "1.5_0", "1e+_5", "+_1", "-_1", "+1_",
]
BOOLEANS = [
    "true", "True", "TRUE", "t", "T", "yes", "YES", "y", "on", "ON", "1", "0", "false", "f", "no", "n", "off", "1.0", "0.0",
    " true", "true ", "", "2", "tRuE", "+1", "01", "enable", "\uff54rue", "fal\u017fe", "ye\u017f",
]
DATETIMES = [
    "2020-01-01", "2020-01-01T10:00", "2020-01-01T10:00:00", "2020-01-01 10:00:00", "2020-01-01_10:00:00",
    "2020-01-01t10:00:00z", "2020-01-01T10:00:00Z", "2020-01-01T10:00:00+02:00", "2020-01-01T10:00:00+0200",
    "2020-01-01T10:00:00+02", "2020-01-01T10:00:00.123Z", "2020-01-01T10:00:00.1Z", "1577836800", "1577836800.5",
    "1577836800000", "-1577836800", "1e9", "", "x", "20200101", "2020-1-1", "2020-02-30", "2020-02-29", "2021-02-29",
    "2020-01-01T24:00:00", "2020-01-01T23:59:60", "  2020-01-01", "2020-01-01 ", "2020-01-01T10:00:00 Z", "0", "5",
    "20000000000", "20000000001", "19999999999", "-20000000001", "9999-12-31T23:59:59Z", "253402300799",
    "99999999999999999", "inf", "nan", "2020-01-01T10:00:00\u221202:00", "2020-01-01T10:00:00-24:00",
    "2020-01-01T10:00:00-23:59", "0000-01-01", "0001-01-01", "2020-01-01T1:00:00", "2020-01-01T10:00:00,5Z", "+5", "5.",
    "1_000", " 5 ", ".5", "2020-13-01", "2020-00-01", "2020/01/01", "202a-01-01", "2020-0a-01", "2020-01-0a", "-1",
    "2020-01-01T10:00Z", "2020-01-01T10:00:00.1234567890Z", "2020-01-01T10:00:00.Z", "2020-01-01T10:00:00Z ", "-",
    "2020-01-01T10", "2020-01-01T", "2020-01-01T10:00+02:00", "-62135596800", "-62135596801", "-99999999999999", ".",
]
UUIDS = [
    "550e8400-e29b-41d4-a716-446655440000", "x", "", "550e8400-e29b-41d4-a716-44665544000",
    "550e8400-e29b-41d4-a716-44665544000g", "550e8400-e29b-41d4-a716-4466554400001",
    "550e8400-e29b-41d4-a716-446655440000-", "550e8400-e29b-41d4-a71-6446655440000", "-550e8400", "abc", "\u00e9",
    "a-b-c-d-e", "----", "550e8400e29b41d4a716446655440000", "550E8400-E29B-41D4-A716-446655440000",
    "{550e8400-e29b-41d4-a716-446655440000}", "urn:uuid:550E8400-e29b-41d4-a716-446655440000",
    "{550e8400e29b41d4a716446655440000}", "urn:uuid:550e8400e29b41d4a716446655440000",
    "URN:UUID:550e8400-e29b-41d4-a716-446655440000", "{550e8400-e29b-41d4-a716-446655440000",
    "550e8400-e29b-41d4-a716-446655440000}", "urn:uuid:x", "{}",
    "550e8400e29b41d4a7164466554400000", "550e8400-e29b41d4a716446655440000", " 550e8400e29b41d4a716446655440000",
]
JUNK = [None, True, 1, 1.5, "x", [], {}]

CASES = [
    ("int", int, "text", INTEGERS),
    ("float", float, "text", NUMBERS),
    ("finite", Annotated[float, Field(allow_inf_nan=False)], "text",
     ["nan", "inf", "-inf", "+inf", "Infinity", "NaN", "infinity", "INF", "+nan", "iNf", "1e400", "infinit", "nano"]),
    ("bool", bool, "text", BOOLEANS),
    ("datetime", datetime, "text", DATETIMES),
    ("str", str, "text", ["", " ", "5", "true"]),
    ("int", int, "lax", [None, True, False, 1, 1.5, 2.0, "5", "x", "", "1.5", [], {}, "1" * 4301]),
    ("float", float, "lax", [None, True, 1, 1.5, "5", "1e3", "x", "", [], {}]),
    ("bool", bool, "lax", [None, True, 1, 0, 2, 1.5, 1.0, "yes", "x", "", [], {}, 1e18, 1e22]),
    ("str", str, "lax", [None, True, 1, 1.5, "x", [], {}]),
    ("datetime", datetime, "lax", [None, True, 1, 1.5, "x", "2020-01-01", 1577836800, 1577836800000, 1e18, [], {}]),
    ("null", None, "lax", JUNK),
    ("list_int", List[int], "text", [["1", "x"], ["1", "2"], [], ["", "1,2"]]),
    ("list_int", List[int], "lax", [*JUNK, [1, "2", "x", None]]),
    ("set_int", Set[int], "lax", [*JUNK, ["1", 2, "x", 1.5]]),
    ("set_int", Set[int], "text", [["1", "x", "1"]]),
    ("dict_int", Dict[str, int], "lax", [*JUNK, {"a": "1", "b": "x", "c": 1.5}]),
    ("pair", Tuple[int, str], "lax", [*JUNK, [1], ["x"], ["x", 1], [1, "a"], [1, "a", 2]]),
    ("pair", Tuple[int, str], "text", [["1", "a"], ["x", "a"], ["1"], ["x"], ["1", "a", "b"]]),
    ("pair", Tuple[int, str], "lax", [["x", 1, 2], ["x", "y", "z"]]),
    ("short_list", Annotated[List[int], Field(min_length=2, max_length=3)], "lax",
     [[], [1], [1, 2], [1, 2, 3, 4], ["x"], ["x", 1, 2, 3], [1, 2, 3, "x"]]),
    ("one_list", Annotated[List[int], Field(min_length=1, max_length=1)], "lax", [[], [1, 2]]),
    ("short_set", Annotated[Set[int], Field(min_length=2, max_length=3)], "lax",
     [[], [1], [1, 2, 3, 4], ["x"], ["x", 1, 2, 3], ["x", 1, 2, 3, 4], [1, 1, 1, 1], [1, 1, 2, 2, "x"]]),
    ("short_str", Annotated[str, Field(min_length=2, max_length=3)], "text", ["", "a", "abcd", "abc"]),
    ("one_str", Annotated[str, Field(min_length=1, max_length=1)], "text", ["", "ab"]),
    ("pattern", Annotated[str, Field(pattern="^a/b$")], "text", ["x", "a/b"]),
    ("open_range", Annotated[int, Field(gt=1, lt=3)], "text", ["1", "3", "2", "x"]),
    ("closed_range", Annotated[int, Field(ge=1, le=3)], "text", ["0", "4", "3"]),
    ("float_range", Annotated[float, Field(gt=1.5, le=1e20)], "lax", [1, 1e21, 2]),
    ("tiny", Annotated[float, Field(ge=1e-7)], "lax", [0, -1]),
    ("lower", Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z]+$")], "text", ["A", "AAAA", "AA", "aa"]),
    ("fives", Annotated[int, Field(ge=1, le=10, multiple_of=5)], "text", ["-2", "-5", "12", "15", "3", "5"]),
    ("even", Annotated[int, Field(multiple_of=2)], "text", ["3", "4"]),
    ("halves", Annotated[float, Field(multiple_of=0.5)], "lax", [0.3, 1.5]),
    ("color", Color, "text", ["red", "x", ""]),
    ("color", Color, "lax", JUNK),
    ("level", Level, "text", ["1", "1.0", " 1", "3", "x", ""]),
    ("level", Level, "lax", [1, "1", 3, "x", None, 1.0, "+1", " 2 ", "1.", "1e0", True, False]),
    ("literal_a", Literal["a"], "text", ["a", "b"]),
    ("literal_mixed", Literal["it's", "b", 1, None, True], "lax", ["b", "z", 2, [], "1", "true"]),
    ("half_or_two", HalfOrTwo, "lax", [1.5, 2, "1.5", "2", True]),
    ("uuid", UUID, "text", UUIDS),
    ("uuid", UUID, "lax", [None, True, 1, [], {}, "550E8400E29B41D4A716446655440000", "x"]),
    ("uuid4", UUID4, "text", ["550e8400-e29b-11d4-a716-446655440000", "x", "550e8400-e29b-41d4-a716-446655440000"]),
    ("iso_date", date, "text",
     ["2020-01-01", "", "x", "2020-1-1", "2020-02-30", "2020-13-01", "2020-01-01x", "2020-01-01T", "2020/01/01", "202a-01-01",
      "2020-01-01T25:00", "2020-01-01T10-00", "2020-01-01x10:00", "2020-01-01T10:00:00+24:00", "2020-01-01T10:00:00Zx",
      "2020-01-01T00:00", "2020-01-01 00:00:00.000", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00+02:00",
      "2020-01-01T10:00", "2020-02-30T00:00", "1577836800", "1577836801", "1577836800000", "-86400", "86400.0", "0", "5",
      "1577836800.5", "1e9", " 2020-01-01", "2020-01-01 ", "20200101", "253402300800",
      "99999999999999999999", "00001-01-01", "2020-01-01t00:00:00,0z", "0001-01-01T00:00"]),
    ("iso_date", date, "lax", [None, True, [], {}, 1577836800, 1577836801, 0.1, 1e18, -1e18, "2020-01-01T00:00", "x"]),
    ("iso_time", time, "text",
     ["10:00:00", "x", "", "25:00", "10:60", "10:00:60", "10:00:00x", "10-00", "aa:00", "10:aa", "10:00:aa", "10:00:00.",
      "10:00:00+", "10:00:00+24:00", "10:00:0", "10:00:00 ", "10:0000", "10:00:00+02", "10:00:00+0x:00"]),
    ("iso_time", time, "text", ["36000", "-1", "1e3", "24:00", "5."]),
    ("iso_time", time, "lax", [None, True, [], {}, 86400, 86399.9999999, -1, 1e30, "x"]),
    ("iso_duration", timedelta, "text",
     ["P1D", "x", "", "P", "PT", "P1", "PT1", "P1.5.5D", "PT1X", "Px", "P1D2", "-", "P-1D", "PD", "P1H", "PT1D"]),
    ("iso_duration", timedelta, "lax", [None, [], {}]),
    ("iso_datetime", datetime, "text",
     ["2020-01-01T10:00:00Z", "", "x", "2020-01-01T", "2020-13-01T00:00:00Z", "2020-01-01T25:00:00Z", "2020-01-01 x"]),
    ("url", AnyUrl, "text", ["x", "", "http://", "//a", "http://[", "http://a:99999", "http://a b"]),
    ("url", AnyUrl, "lax", [None, True, 1, [], {}]),
    ("http_url", HttpUrl, "text", ["ftp://a", "x"]),
    ("email", EmailStr, "text", ["x", "", "a@", "@a.b", "a@b", "a b@c.d", "a@b..c"]),
    ("email", EmailStr, "lax", [None, 1, []]),
    ("ipv4", IPv4Address, "text", ["x", "256.1.1.1"]),
    ("ipv6", IPv6Address, "text", ["x"]),
    ("item", Item, "lax",
     [{}, {"name": "a"}, {"name": 1, "price": "x"}, {"name": "a", "price": "1.5", "tags": "x"},
      {"name": "a", "price": 1, "tags": [1, "b"]}, {"name": "a", "price": None, "more": 1}]),
    ("strict", Strict, "lax", [{"b": "x", "z": 1, "y": [2]}, {"z": 1}, {"b": "x", "x": "y"}, {"b": "x", "x": None}]),
    ("nested", Nested, "lax",
     [{}, {"item": {}, "items": [{}, 1], "by_name": {"k": {}, "l": 1}, "pet": {}, "maybe": {}, "either": {}, "pair": []},
      {"item": None, "items": {}, "by_name": [], "pet": None, "maybe": 1, "either": "x", "pair": ["x"]},
      {"item": {"name": "a", "price": 1}, "items": [], "by_name": {}, "pet": {"kind": "fish"}, "pets": [{}, {"kind": 1}, {"kind": "cat", "lives": "5"}]},
      {"item": {"name": "a", "price": 1}, "items": [], "by_name": {}, "pet": {"kind": "cat"},
       "pets": [{"kind": "cat", "lives": "x"}, {"kind": "wolf"}], "either": {"a": "x"}}]),
    ("numbered", Number, "lax", [{"k": 1}, {"k": 3}, {}, {"k": 1, "n": "x"}]),
    ("weighed", Weighed, "lax",
     [{"kind": "heavy", "kilos": "5", "more": "x"}, {"kind": "heavy", "kilos": "5", "more": "1"}, {"kind": "heavy"}]),
    ("tree", Tree, "lax", [{"name": "a", "children": [{"name": "b", "children": [{"name": 1}]}, {}]}]),
    ("int_keys", Dict[int, int], "lax", [{"1": 2, "x": 3, "y": "z"}, {"+4": 1, " 5 ": 2, "1_0": 3}, {"+4": "x", "1.0": 2, "x": 3}]),
    ("date_keys", Dict[date, int], "lax", [{"2020-01-01T00:00": 1}, {"2020-01-01T10:00": "x"}]),
    ("uuid_keys", Dict[UUID, int], "lax", [{"{550e8400-e29b-41d4-a716-446655440000}": 1}, {"x": 1}]),
    ("long_keys", Dict[Annotated[str, Field(min_length=2)], int], "lax", [{"a": "x", "bb": 1}]),
    ("word_keys", Dict[Literal["a", "b"], int], "lax", [{"a": 1, "b": 2, "c": 3}]),
    ("int_or_bool", Union[int, bool], "text", ["1", "0", "true", "x", "", "5"]),
    ("bool_or_int", Union[bool, int], "text", ["1", "0", "true", "x", "", "5"]),
    ("int_or_str", Union[int, str], "text", ["5", "x", ""]),
    ("int_or_short", Union[int, Annotated[str, Field(max_length=2)]], "text", ["555", "x", "yyy", "55"]),
    ("int_or_float", Union[int, float], "text", ["5", "5.0", "5.5", "x"]),
    ("float_or_int", Union[float, int], "text", ["5", "5.5", "x"]),
    ("maybe_int", Optional[int], "text", ["5", "", "None", "null"]),
    ("word_or_int", Union[Literal["a"], int], "text", ["a", "5", "b"]),
    ("int_or_word", Union[int, Literal["5"]], "text", ["5", "6", "x"]),
    ("date_or_int", Union[datetime, int], "text", ["2020-01-01", "z"]),
    ("int_or_date", Union[int, datetime], "text", ["5", "2020-01-01", "z"]),
    ("big_or_bool", Union[Annotated[int, Field(gt=10)], bool], "text", ["5", "1", "x", "50"]),
    ("list_or_int", Union[List[int], int], "text", [["5"], ["5", "x"]]),
    ("union", Union[int, float, bool, datetime, UUID, List[int], Dict[str, int], Set[int], Tuple[int, str], A,
                    Literal["a", 1], Annotated[int, Field(gt=1)], List[A], Annotated[float, Field(gt=1)]], "lax", [None]),
    ("models", Union[A, B], "lax", [{}, {"a": "x"}, 1, {"a": "x", "b": 1}, {"a": 1}, {"b": "x"}]),
    ("list_of_union", List[Union[int, A]], "lax", [["x", {"a": 1}, {}]]),
    ("pet_or_int", Union[Pet, int], "lax", [{"kind": "fish"}, "x", {"kind": "cat", "lives": "x"}]),
]


def plain(value):
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in value.model_fields_set | set(type(value).model_fields)}
    if isinstance(value, (datetime, date)):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        # Milliseconds since 1970; a moment without an offset counts as UTC.
        seconds = (moment.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()
        return {"$date": math.floor((seconds - (moment.utcoffset() or timedelta()).total_seconds()) * 1000)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted(plain(item) for item in value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


# Zod leaves these as text, as it was sent or in its canonical form.
TEXTS = {"iso_time", "iso_duration", "iso_datetime"}
CANONICAL_TEXTS = {"iso_date", "uuid", "uuid4", "date_keys", "uuid_keys"}


def outcome(name, type_, value):
    try:
        made = TypeAdapter(type_).validate_python(value, from_attributes=True)
        if name in CANONICAL_TEXTS:
            return {"value": {str(key): item for key, item in made.items()} if isinstance(made, dict) else str(made)}
        return {"value": value if name in TEXTS else plain(made)}
    except ValidationError as error:
        issues = error.errors(include_url=False)
        return {
            "issues": [
                {"type": i["type"], "path": i["loc"], "msg": i["msg"], "input": i["input"]}
                | ({"ctx": i["ctx"]} if "ctx" in i else {})
                for i in issues
            ]
        }


recorded = [
    {"schema": name, "origin": origin, "outcomes": [{"input": value, **outcome(name, type_, value)} for value in values]}
    for name, type_, origin, values in CASES
]
print("[")
print(",\n".join(
    '{"schema": %s, "origin": %s, "outcomes": [\n%s\n]}' % (
        json.dumps(case["schema"]), json.dumps(case["origin"]),
        ",\n".join("  " + json.dumps(entry) for entry in case["outcomes"]))
    for case in recorded))
print("]")

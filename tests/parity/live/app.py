"""The FastAPI twin of app.ts: each type below, read from each source that can carry it.

    python app.py    listens on a free port of 127.0.0.1 and prints it
"""

import math
import socket
from datetime import date, datetime, time, timezone
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, Optional, Union
from uuid import UUID

import uvicorn
from fastapi import Body, Cookie, FastAPI, Form, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field, create_model


class Color(Enum):
    red = "red"
    green = "green"
    blue = "blue"


class Level(IntEnum):
    low = 1
    high = 2


class Item(BaseModel):
    name: str
    price: float
    tags: list[str] = []


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int
    b: Optional[str] = None


class A(BaseModel):
    a: int


class B(BaseModel):
    b: str


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int
    weight: Optional[float] = None


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


class Address(BaseModel):
    street: Annotated[str, Field(min_length=1, max_length=20)]
    number: Annotated[int, Field(gt=0)]


class Person(BaseModel):
    name: str
    born: Optional[date] = None
    address: Address


class Company(BaseModel):
    name: str
    owner: Person
    staff: list[Person] = []
    pet: Optional[Pet] = None
    by_color: dict[str, A] = {}


class Tree(BaseModel):
    name: str
    children: list["Tree"] = []


class Group(BaseModel):
    first: int
    second: Optional[str] = None
    many: list[int] = []


class StrictGroup(BaseModel):
    model_config = ConfigDict(extra="forbid")
    first: Annotated[int, Field(ge=1)]
    flag: bool = False


# One text holds a value of these.
SCALARS: dict[str, Any] = {
    "int": int,
    "int_closed": Annotated[int, Field(ge=1, le=100)],
    "int_open": Annotated[int, Field(gt=0, lt=10)],
    "int_multiple": Annotated[int, Field(multiple_of=5)],
    "int_multiple_range": Annotated[int, Field(ge=1, le=100, multiple_of=5)],
    "float": float,
    "float_range": Annotated[float, Field(ge=0.5, lt=100)],
    "float_multiple": Annotated[float, Field(multiple_of=0.25)],
    "bool": bool,
    "str": str,
    "str_length": Annotated[str, Field(min_length=2, max_length=5)],
    "str_pattern": Annotated[str, Field(pattern=r"^[a-z]{2,4}$")],
    "str_length_pattern": Annotated[str, Field(min_length=2, max_length=5, pattern=r"^[a-z]+$")],
    "date": date,
    "datetime": datetime,
    "time": time,
    "uuid": UUID,
    "enum": Color,
    "int_enum": Level,
    "literal": Literal["a", "b"],
    "literal_mixed": Literal["a", 1],
    "int_or_str": Union[int, str],
    "int_or_bool": Union[int, bool],
    "bool_or_float": Union[bool, float],
    "int_or_short_str": Union[int, Annotated[str, Field(max_length=2)]],
    "uuid_or_int": Union[UUID, int],
    "date_or_datetime": Union[datetime, int],
    "word_or_int": Union[Literal["a"], int],
}

OPTIONALS: dict[str, Any] = {
    "optional_int": Optional[int],
    "optional_str": Optional[Annotated[str, Field(min_length=2)]],
    "optional_bool": Optional[bool],
    "optional_int_or_bool": Union[int, bool, None],
}

# Several texts hold a value of these.
LISTS: dict[str, Any] = {
    "list_int": list[int],
    "list_str": list[str],
    "list_enum": list[Color],
    "list_sized": Annotated[list[int], Field(min_length=2, max_length=3)],
    "list_union": list[Union[int, bool]],
    "list_bounded_items": list[Annotated[int, Field(ge=0, le=9)]],
    "set_int": set[int],
    "tuple": tuple[int, str],
}

# Only JSON can hold a value of these.
MODELS: dict[str, Any] = {
    "model": Item,
    "model_strict": Strict,
    "model_nested": Company,
    "model_recursive": Tree,
    "list_model": list[Item],
    "list_list": list[list[int]],
    "models": Union[A, B],
    "model_or_int": Union[A, int],
    "tagged": Pet,
    "tagged_number": Number,
    "list_tagged": list[Pet],
    "dict_int": dict[str, int],
    "dict_int_keys": dict[int, int],
    "dict_enum_keys": dict[Color, int],
    "dict_model": dict[str, A],
    "optional_model": Optional[A],
    "set_sized": Annotated[set[int], Field(min_length=2, max_length=3)],
}

# The discriminators of the unions among them.
TAGS = {"tagged": "kind", "tagged_number": "k"}

# Several parameters in one object.
GROUPS: dict[str, Any] = {"group": Group, "group_strict": StrictGroup}


def plain(value: Any) -> Any:
    """The value as app.ts gives it back."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.timestamp() * 1000 // 1
    if isinstance(value, time):
        return "a time"
    if isinstance(value, (date, UUID)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


app = FastAPI()


def route(method: str, path: str, annotation: Any, optional: bool = False) -> None:
    async def required_value(value: annotation):
        return {"value": plain(value)}

    async def optional_value(value: annotation = None):
        return {"value": plain(value)}

    app.add_api_route(path, optional_value if optional else required_value, methods=[method])


def routes(kinds: dict[str, Any], sources: list[str], optional: bool = False) -> None:
    markers = {"query": Query, "header": Header, "cookie": Cookie, "form": Form}
    for name, kind in kinds.items():
        if "path" in sources:
            route("GET", f"/path/{name}/{{value}}", Annotated[kind, Path()])
        for source, marker in markers.items():
            if source in sources:
                method = "POST" if source == "form" else "GET"
                route(method, f"/{source}/{name}", Annotated[kind, marker()], optional)
        if "body" in sources:
            # FastAPI looks at the outermost of several fields in an annotation only.
            tag = TAGS.get(name)
            route("POST", f"/body/{name}", Annotated[kind, Body(discriminator=tag)], optional)
            default = None if optional else ...
            model = create_model(f"Field_{name}", value=(kind, default))
            route("POST", f"/field/{name}", Annotated[model, Body()])
            route("POST", f"/embedded/{name}", Annotated[kind, Body(embed=True, discriminator=tag)], optional)


routes(SCALARS, ["path", "query", "header", "cookie", "form", "body"])
routes(OPTIONALS, ["query", "header", "cookie", "form", "body"], optional=True)
routes(LISTS, ["query", "header", "form", "body"])
routes(MODELS, ["body"])
routes(GROUPS, ["query", "cookie", "form"])

if __name__ == "__main__":
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # What connects before uvicorn is ready has to wait, and is not refused.
    listener.listen(64)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])

"""FastAPI on Uvicorn with uvloop and httptools: one process, as it is deployed per core."""

import os
import socket
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field

NUMBERED_ROUTES = int(os.environ.get("BENCH_ROUTES", "0"))
INTERNAL = {"internal": "margin 12 %"}
USERS = {"ada-token": {"name": "ada", "account_id": 7}}
ACCOUNTS = {7: {"id": 7, "active": True, "orders": ["lamp", "desk"]}}

app = FastAPI()


class Item(BaseModel):
    name: str = Field(min_length=1)
    price: float = Field(gt=0)
    tax: float | None = None
    tags: list[str] = []


class ItemOut(BaseModel):
    id: int
    q: str | None
    name: str
    price: float
    tax: float | None
    tags: list[str]


class Product(BaseModel):
    id: int
    name: str = Field(min_length=1)
    price: float = Field(gt=0)
    inStock: bool
    description: str
    tags: list[str]


class Catalog(BaseModel):
    products: list[Product]


class Hello(BaseModel):
    hello: str


class Found(BaseModel):
    itemId: int
    q: str | None
    limit: int


class Orders(BaseModel):
    user: str
    account: int
    orders: list[str]


class Resource(BaseModel):
    resource: int
    id: int


@app.get("/json", response_model=Hello)
async def hello():
    return {"hello": "world"}


@app.get("/items/{itemId}", response_model=Found)
async def read_item(itemId: int, q: str | None = None, limit: int = 10):
    return {"itemId": itemId, "q": q, "limit": limit}


@app.post("/items/{itemId}", response_model=ItemOut)
async def create_item(itemId: int, item: Item, q: str | None = None):
    return {"id": itemId, "q": q, **item.model_dump(), **INTERNAL}


@app.post("/catalog", response_model=Catalog)
async def echo_catalog(catalog: Catalog):
    return {"products": catalog.products, **INTERNAL}


oauth2 = OAuth2PasswordBearer(tokenUrl="token")


async def current_user(token: Annotated[str, Depends(oauth2)]):
    user = USERS.get(token)
    if user is None:
        raise HTTPException(401, "Invalid token")
    return user


async def current_account(user: Annotated[dict, Depends(current_user)]):
    account = ACCOUNTS.get(user["account_id"])
    if account is None or not account["active"]:
        raise HTTPException(403, "Account closed")
    return account


@app.get("/orders", response_model=Orders)
async def read_orders(
    user: Annotated[dict, Depends(current_user)], account: Annotated[dict, Depends(current_account)]
):
    return {"user": user["name"], "account": account["id"], "orders": account["orders"]}


def add_numbered_route(number: int):
    @app.get(f"/resource{number}/{{id}}", response_model=Resource, name=f"resource{number}")
    async def read_resource(id: int):
        return {"resource": number, "id": id}


for n in range(NUMBERED_ROUTES):
    add_numbered_route(n)


class Server(uvicorn.Server):
    """Says on which port it listens once it answers."""

    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(f"listening {sockets[0].getsockname()[1]}", flush=True)


if __name__ == "__main__":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        ssl_certfile=os.environ.get("BENCH_TLS_CERT"),
        ssl_keyfile=os.environ.get("BENCH_TLS_KEY"),
    )
    Server(config).run(sockets=[listener])

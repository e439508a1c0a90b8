// NestJS on Fastify, with its pipe and its interceptor for Standard Schemas. Decorators are applied by hand,
// because the servers run as they stand, without a compiler; they leave the same metadata.
import "reflect-metadata";
import {
  applyDecorators,
  Body,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Module,
  Param,
  Post,
  Query,
  Req,
  SerializeOptions,
  StandardSchemaSerializerInterceptor,
  StandardSchemaValidationPipe,
  UnauthorizedException,
  UseGuards,
} from "@nestjs/common";
import { NestFactory, Reflector } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { z } from "zod";
import { findAccount, findUser } from "./directory.mjs";
import { announce, INTERNAL, numberedRoutes, tls } from "./settings.mjs";
import { schemas } from "./zod-schemas.mjs";

const { Item, ItemOut, Catalog, Orders } = schemas(z);
const answers = (schema) => SerializeOptions({ schema });
const id = { schema: z.coerce.number().int() };
const text = { schema: z.string().optional() };

/** What `@method() name(@parameter() ...)` does. */
function decorate(type, name, method, ...parameters) {
  parameters.forEach((parameter, index) => {
    parameter(type.prototype, name, index);
  });
  method(type.prototype, name, Object.getOwnPropertyDescriptor(type.prototype, name));
}

class TokenGuard {
  canActivate(context) {
    const request = context.switchToHttp().getRequest();
    const { authorization } = request.headers;
    if (!authorization?.startsWith("Bearer ")) throw new UnauthorizedException();
    request.token = authorization.slice(7);
    return true;
  }
}

class UserGuard {
  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    request.user = await findUser(request.token);
    if (request.user === undefined) throw new UnauthorizedException();
    return true;
  }
}

class AccountGuard {
  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    request.account = await findAccount(request.user.accountId);
    if (!request.account?.active) throw new ForbiddenException();
    return true;
  }
}

class Shop {
  hello() {
    return { hello: "world" };
  }
  readItem(itemId, q, limit) {
    return { itemId, q: q ?? null, limit };
  }
  createItem(itemId, q, item) {
    return { id: itemId, q: q ?? null, ...item, ...INTERNAL };
  }
  echoCatalog(catalog) {
    return { ...catalog, ...INTERNAL };
  }
  readOrders({ user, account }) {
    return { user: user.name, account: account.id, orders: account.orders };
  }
}

const limit = { schema: z.coerce.number().int().default(10) };

decorate(Shop, "hello", Get("json"));
decorate(
  Shop,
  "readItem",
  Get("items/:itemId"),
  Param("itemId", id),
  Query("q", text),
  Query("limit", limit),
);
decorate(
  Shop,
  "createItem",
  applyDecorators(Post("items/:itemId"), HttpCode(200), answers(ItemOut)),
  Param("itemId", id),
  Query("q", text),
  Body({ schema: Item }),
);
decorate(
  Shop,
  "echoCatalog",
  applyDecorators(Post("catalog"), HttpCode(200), answers(Catalog)),
  Body({ schema: Catalog }),
);
decorate(
  Shop,
  "readOrders",
  applyDecorators(Get("orders"), UseGuards(TokenGuard, UserGuard, AccountGuard), answers(Orders)),
  Req(),
);
Controller()(Shop);

class Resources {}
for (let number = 0; number < numberedRoutes; number++) {
  Resources.prototype[`read${number}`] = (resourceId) => ({ resource: number, id: resourceId });
  decorate(Resources, `read${number}`, Get(`resource${number}/:id`), Param("id", id));
}
Controller()(Resources);

class Application {}
Module({ controllers: [Shop, Resources] })(Application);

const adapter = new FastifyAdapter({ https: tls ?? null });
const app = await NestFactory.create(Application, adapter, { logger: ["error"] });
app.useGlobalPipes(new StandardSchemaValidationPipe({ errorHttpStatusCode: 422 }));
app.useGlobalInterceptors(new StandardSchemaSerializerInterceptor(app.get(Reflector)));
await app.listen(0, "127.0.0.1");
announce(app.getHttpServer().address().port);

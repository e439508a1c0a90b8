import * as v from "valibot";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import { compileSchema } from "../../src/schema/index.ts";
const S=v.strictObject({a:v.pipe(v.number(),v.integer(),v.minValue(1)),s:v.pipe(v.string(),v.minLength(2),v.email()),l:v.pipe(v.array(v.string()),v.maxLength(1)),p:v.picklist(["a","b"]),u:v.union([v.number(),v.boolean()]),o:v.optional(v.string()),n:v.nullable(v.number(),null),lit:v.literal(5),r:v.record(v.string(),v.number()),t:v.tuple([v.number(),v.string()])});
const T=type({a:"number.integer>0",s:"string>=2",l:"string[]<=1",p:"'a'|'b'",u:"number|boolean","o?":"string",n:"number|null",lit:"5",r:"Record<string,number>",t:["number","string"],e:"string.email","+":"reject"});
for (const s of [S,toStandardJsonSchema(S),T] as any[]) { const c=compileSchema(s); console.log(c.kind,c.optional,c.extra,c.fields?.map(f=>[f.name,f.schema.kind,f.required].join()),JSON.stringify(c.jsonSchema("input")));
 for (const input of [{},5,{a:1.5,s:"x",l:["a","b"],p:"c",u:"x",n:"x",lit:4,r:{q:"x"},t:[1],z:1,e:"x"}]) { const r:any=c.run(input); console.log(c.explain(r,input,"json").map(i=>JSON.stringify(i)).join("\n")); }
 const l={a:"5",s:"xx",l:[],p:"a",u:"yes",n:"5",lit:5,r:{q:"5"},t:["1","x"],e:"a@b.co"}; console.log(c.fromJson(l));
}
const N=toStandardJsonSchema(v.pipe(v.number(),v.integer())); const c=compileSchema(N); console.log(c.kind,c.fromText("5"),c.explain(c.run(c.fromText("x")) as any,"x","text"));
console.log(compileSchema(type("number.integer>3")).explain(compileSchema(type("number.integer>3")).run(2) as any,"2","text"), compileSchema(type("number[]")).fromText(["1","x"]), compileSchema(toStandardJsonSchema(v.optional(v.number()))).optional, compileSchema(type("(number|string)")).fromText("5"));
const Rec=type({name:"string","kids?":"this[]"}); console.log(JSON.stringify(Rec["~standard"].jsonSchema.input({target:"draft-2020-12"})));

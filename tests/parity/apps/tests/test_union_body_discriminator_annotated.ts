import { Body, Saluki } from "saluki";
import { z } from "zod";

const Cat = z.object({ pet_type: z.string().default("cat"), meows: z.int() }).meta({ id: "Cat" });
const Dog = z.object({ pet_type: z.string().default("dog"), barks: z.number() }).meta({ id: "Dog" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/pet/assignment", { pet: Body(z.union([Cat, Dog])) }, function createPetAssignment({ pet }) {
    return pet;
  });
  app.post("/pet/annotated", { pet: Body(z.xor([Cat, Dog])) }, function createPetAnnotated({ pet }) {
    return pet;
  });
  return app;
};

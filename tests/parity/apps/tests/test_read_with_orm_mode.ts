import { Saluki } from "saluki";
import { z } from "zod";

class Person {
  readonly name: string;
  readonly lastname: string;

  constructor({ name, lastname }: { name: string; lastname: string }) {
    this.name = name;
    this.lastname = lastname;
  }

  get full_name(): string {
    return `${this.name} ${this.lastname}`;
  }
}

const PersonCreate = z.object({ name: z.string(), lastname: z.string() }).meta({ id: "PersonCreate" });
const PersonRead = PersonCreate.extend({ full_name: z.string() }).meta({ id: "PersonRead" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/people/", { person: PersonCreate }, { response: PersonRead }, function createPerson({ person }) {
    return new Person(person);
  });
  return app;
};

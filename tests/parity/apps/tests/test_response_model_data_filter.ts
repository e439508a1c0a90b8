import { Saluki } from "saluki";
import { z } from "zod";

const UserBase = z.object({ email: z.string() }).meta({ id: "UserBase" });
const UserCreate = UserBase.extend({ password: z.string() }).meta({ id: "UserCreate" });
const PetOut = z.object({ name: z.string(), owner: UserBase }).meta({ id: "PetOut" });

const owner = { email: "johndoe@example.com", hashed_password: "secrethashed" };

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/users/", { user: UserCreate }, { response: UserBase }, function createUser({ user }) {
    return user;
  });
  app.get("/pets/{pet_id}", { pet_id: z.int() }, { response: PetOut }, function readPet() {
    return { name: "Nibbler", owner };
  });
  app.get("/pets/", {}, { response: z.array(PetOut) }, function readPets() {
    return [
      { name: "Nibbler", owner },
      { name: "Zoidberg", owner },
    ];
  });
  return app;
};

import type { Server } from "node:http";
import request from "supertest";
import { createAwaitDelivery } from "../src/leaky/await-delivery";
import { Parcels } from "../src/parcels";
import { createService } from "../src/service";

const parcels = new Parcels();
let server: Server;

beforeAll((done) => {
  parcels.move({ id: "7", status: "delivered" });
  server = createService(createAwaitDelivery(parcels)).listen(0, "127.0.0.1", done);
});

afterAll((done) => {
  server.close(done);
});

test("a parcel that was delivered is told at once", async () => {
  const { body } = await request(server).get("/parcels/7/delivered").expect(200);

  expect(body).toEqual({ id: "7", status: "delivered" });
});

test("a client waits until its parcel is delivered", async () => {
  parcels.move({ id: "8", status: "on its way" });
  setTimeout(() => parcels.move({ id: "8", status: "delivered" }), 50);

  const { body } = await request(server).get("/parcels/8/delivered").expect(200);

  expect(body).toEqual({ id: "8", status: "delivered" });
});

test("a request leaves nothing behind", async () => {
  await expect(async () => {
    await request(server).get("/parcels/7/delivered");
  }).not.toLeakMemory();
});

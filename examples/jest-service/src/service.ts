import express, { type Express, type RequestHandler } from "express";

/** `GET /parcels/7/delivered` answers when parcel 7 has been delivered; until then the client waits. */
export function createService(awaitDelivery: RequestHandler<{ id: string }>): Express {
  const service = express();
  service.get("/parcels/:id/delivered", awaitDelivery);
  return service;
}

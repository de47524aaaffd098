import type { RequestHandler } from "express";
import type { Parcel, Parcels } from "../parcels";

export function createAwaitDelivery(parcels: Parcels): RequestHandler<{ id: string }> {
  return (request, response) => {
    const { id } = request.params;
    const onMoved = (moved: Parcel) => {
      if (moved.id !== id || moved.status !== "delivered") return;
      parcels.off("moved", onMoved);
      response.json(moved);
    };
    // First of all, so that no move is missed.
    parcels.on("moved", onMoved);
    response.on("close", () => {
      parcels.off("moved", onMoved);
    });

    const parcel = parcels.find(id);
    if (parcel === undefined) response.sendStatus(404);
    else if (parcel.status === "delivered") response.json(parcel);
  };
}

import { redirect } from "next/navigation";
import { currentCustomer, currentStaff } from "./_auth/session";

/** The front door: everybody to where they belong. */
export default async function FrontDoor() {
  if (await currentStaff()) redirect("/dashboard");
  if (await currentCustomer()) redirect("/portal");
  redirect("/sign-in");
}

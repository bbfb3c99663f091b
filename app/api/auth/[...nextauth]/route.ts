import NextAuth from "next-auth";
import { authOptions } from "@/app/_auth/options";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

// Built at the first request: settings are not known while the app is being compiled.
const handler = (request: Request, context: RouteContext) =>
  NextAuth(authOptions())(request, context);

export { handler as GET, handler as POST };

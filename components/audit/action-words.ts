const WORDS: Record<string, string> = {
  "customers.onboard": "onboarded the customer",
  "customers.update": "changed the customer's particulars",
  "users.add": "added the user",
  "users.suspend": "suspended access",
  "users.resume": "resumed access",
  "users.close": "closed the user",
  "users.expire": "ended access: paid time ran out",
  "users.change_password": "changed the router password",
  "users.reveal_password": "looked at the router password",
  "sync.request": "asked for a sync",
  "packages.add": "added the package",
  "packages.update": "changed the package",
  "packages.archive": "archived the package",
  "routers.add": "added the router",
  "routers.update": "changed the router",
  "routers.start_managing": "started managing the router",
  "routers.stop_managing": "stopped managing the router",
  "routers.remove": "removed the router",
  "payments.register-c2b-urls": "told M-Pesa where to send confirmations",
  "payments.assign": "gave the unmatched payment to its customer",
  "payments.ensure-channel": "set up the M-Pesa channel",
  "sessions.open": "signed in",
  "sessions.revoke": "signed out",
  "staff.set_password": "set a new password",
};

/** An audit action as a sentence's end; unknown ones as "module: verb". */
export const actionWords = (action: string): string =>
  WORDS[action] ?? action.replace(".", ": ").replace(/[_-]/g, " ");

-- Where money goes that leaves M-Pesa's account without our doing. Id as in services/ledger/accounts.ts.
INSERT INTO "ledger_accounts" ("id", "kind") VALUES ('00000000-0000-7000-8000-00000000000b', 'bank');

-- The yardstick of `npm run bench -- settle`: what a payment system does that promises nothing. One transaction of four
-- statements (insert, insert, update of one random row, select) on the same pool, with synchronous_commit on.
-- $1 is a fresh id, $2 a random account, $3 an amount.
insert into plain_payments (id, account, amount) values ($1, $2, $3);
insert into plain_entries (payment, account, amount) values ($1, $2, $3);
update plain_accounts set balance = balance + $3 where account = $2;
select balance from plain_accounts where account = $2;

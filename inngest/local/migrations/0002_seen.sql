-- When the job server of this epoch last gave a sign of life; null when it has closed in order.
alter table server add column seen_at timestamptz;

import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { BooksTabs } from "@/components/books/books-tabs";
import { BrokenPromise } from "@/components/books/broken-promise";
import { CheckHistory, Promises } from "@/components/books/check-history";
import { RefreshEvery } from "@/components/live/refresh-every";
import { ActionButton } from "@/components/ui/action-button";
import { Callout } from "@/components/ui/callout";
import { Card, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { roleAllows } from "@/lib/context";
import { type Books, getBooks } from "@/services/books";
import { checkBooksAction } from "./actions";

export const metadata: Metadata = { title: "Books" };

export default async function BooksPage() {
  const { ctx, actor } = await requireStaff();
  const books = await getBooks(ctx);
  return (
    <>
      <RefreshEvery seconds={30} />
      <PageHeader
        title="Books"
        description="Every promise about money, held against the database every night at two."
        actions={
          roleAllows(actor.role, "billing.write") ? (
            <ActionButton
              variant="primary"
              action={checkBooksAction}
              fields={{}}
              success="The books have been checked."
            >
              Run now
            </ActionButton>
          ) : null
        }
      />
      <BooksTabs />
      <Verdict latest={books.latest} promises={books.promises.length} />
      <div className="flex flex-col gap-5">
        {books.latest?.broken.map((broken) => (
          <BrokenPromise key={broken.id} {...broken} />
        ))}
        <div className="grid items-start gap-5 lg:grid-cols-3">
          <Card className="min-w-0 lg:col-span-2">
            <CardHeader title="What is promised" />
            <Promises promises={books.promises} latest={books.latest} />
          </Card>
          <Card>
            <CardHeader title="Last checks" />
            <CheckHistory checks={books.checks} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Verdict({ latest, promises }: { latest: Books["latest"]; promises: number }) {
  if (!latest)
    return (
      <Callout title="The books have not been checked yet" className="mb-5">
        The first check runs within minutes of the first start. “Run now” does it at once.
      </Callout>
    );
  const when = (
    <>
      Checked <RelativeTime at={latest.ranAt} />.
    </>
  );
  return latest.inOrder ? (
    <Callout tone="ok" title="The books are in order" className="mb-5">
      All {promises} promises are kept. {when}
    </Callout>
  ) : (
    <Callout
      tone="bad"
      title={`${latest.broken.length} of ${promises} promises ${latest.broken.length === 1 ? "is" : "are"} broken`}
      className="mb-5"
    >
      The rows below say where, and what to do. {when}
    </Callout>
  );
}

/** What every mailbox must do, on the real thing: a folder whose files the suite sees from the other side. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { MailboxError, type Mailbox } from "../../src/application/ports/mailbox.ts";
import { mailboxSettings, type MailboxSettings } from "../../src/connectors/mailbox/settings.ts";

/** A place to exchange files. */
export interface MailPlace {
  /** Where the mailbox's folders lie on this machine. */
  readonly folder: string;
  open(settings: MailboxSettings): Mailbox;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (body: Uint8Array | null): string | null =>
  body === null ? null : Buffer.from(body).toString();
const never = (): AbortSignal => new AbortController().signal;

/** Whether an error is the mailbox's own, with this fault. */
export const isFault =
  (fault: MailboxError["fault"]) =>
  (error: unknown): boolean =>
    error instanceof MailboxError && error.fault === fault;

/** Runs the suite; each test gets an empty place of its own. */
export function mailboxSuite(kind: string, place: () => Promise<MailPlace>): void {
  const story = (
    name: string,
    tell: (box: Mailbox, at: Placed) => Promise<void>,
    settings: object = {},
  ): void => {
    void test(`${kind}: ${name}`, async () => {
      const { folder, open } = await place();
      const box = open(mailboxSettings.parse(settings));
      try {
        await tell(box, placed(folder));
      } finally {
        await box.close();
      }
    });
  };

  story("a mailbox that was never used is empty", async (box) => {
    assert.deepEqual(await box.list(never()), []);
  });

  story("a file is listed once two looks found it the same", async (box, at) => {
    at.put("in/a.csv", "half");
    assert.deepEqual(await box.list(never()), []);
    at.put("in/a.csv", "half and whole");
    assert.deepEqual(await box.list(never()), []);
    const [file, ...others] = await box.list(never());
    assert.deepEqual(others, []);
    assert.equal(file?.name, "a.csv");
    assert.equal(file.bytes, 14);
    assert.equal(text(await box.read("a.csv", never())), "half and whole");
  });

  story(
    "a sender that renames is believed at once, and its temporary names are left alone",
    async (box, at) => {
      at.put("in/a.csv", "whole");
      for (const name of ["b.csv.part", "b.tmp", ".b.csv", "b.filepart"]) at.put(`in/${name}`, "half");
      mkdirSync(join(at.folder, "in/folder.csv"));
      assert.deepEqual(
        (await box.list(never())).map(({ name }) => name),
        ["a.csv"],
      );
    },
    { whole: "final-name" },
  );

  story(
    "only names that are meant for us are listed, in order",
    async (box, at) => {
      for (const name of ["SHIP-2.txt", "SHIP-1.txt", "stock.txt", "SHIP-1.pdf"]) at.put(`in/${name}`, "x");
      assert.deepEqual(
        (await box.list(never())).map(({ name }) => name),
        ["SHIP-1.txt", "SHIP-2.txt"],
      );
    },
    { whole: "final-name", names: ["SHIP-?.txt"] },
  );

  story(
    "what is archived is not listed again, and stays, beside others of its name",
    async (box, at) => {
      for (const content of ["one", "two", "three"]) {
        at.put("in/a.csv", content);
        await box.archive("a.csv", "taken", never());
      }
      at.put("in/a.csv", "four");
      await box.archive("a.csv", "refused", never());
      await box.archive("a.csv", "taken", never());
      assert.deepEqual(await box.list(never()), []);
      assert.deepEqual(at.names("archive/taken"), ["a.csv", "a.csv.2", "a.csv.3"]);
      assert.equal(at.read("archive/taken/a.csv.2"), "two");
      assert.deepEqual(at.names("archive/refused"), ["a.csv"]);
    },
    { whole: "final-name" },
  );

  story("a file that is gone cannot be read", async (box) => {
    await box.list(never());
    await assert.rejects(box.read("a.csv", never()), isFault("refused"));
  });

  story("a delivered file is whole under its name, and nothing else is left", async (box, at) => {
    const body = Buffer.alloc(300_000, "0123456789");
    await box.deliver("orders.csv", body, never());
    assert.deepEqual(at.names("out"), ["orders.csv"]);
    assert.ok(readFileSync(join(at.folder, "out/orders.csv")).equals(body));
    assert.ok(body.equals((await box.delivered("orders.csv", never()))!));
  });

  story("an empty file and a second delivery under the same name", async (box, at) => {
    await box.deliver("a.csv", bytes(""), never());
    assert.equal(text(await box.delivered("a.csv", never())), "");
    await box.deliver("a.csv", bytes("new"), never());
    assert.equal(at.read("out/a.csv"), "new");
    assert.equal(text(await box.delivered("a.csv", never())), "new");
  });

  story("a delivery stays proved after the other side took the file away", async (box, at) => {
    assert.equal(await box.delivered("a.csv", never()), null);
    await box.deliver("a.csv", bytes("body"), never());
    unlinkSync(join(at.folder, "out/a.csv"));
    assert.equal(text(await box.delivered("a.csv", never())), "body");
  });

  story("a delivery that broke off can be told from one that was taken away", async (box, at) => {
    at.put("out/.a.csv.part", "body");
    assert.equal(await box.delivered("a.csv", never()), null);
    at.put("archive/sent/.a.csv.part", "body");
    assert.equal(await box.delivered("a.csv", never()), null);
    renameSync(join(at.folder, "out/.a.csv.part"), join(at.folder, "out/a.csv"));
    assert.equal(text(await box.delivered("a.csv", never())), "body");
    unlinkSync(join(at.folder, "out/a.csv"));
    assert.equal(text(await box.delivered("a.csv", never())), "body");
  });

  story("a name never leads out of its folder", async (box) => {
    await box.list(never());
    for (const name of ["../a.csv", "..", ".", "", "a/b.csv", "a\\b.csv", "a\0"]) {
      await assert.rejects(box.read(name, never()), isFault("refused"), name);
      await assert.rejects(box.archive(name, "taken", never()), isFault("refused"), name);
      await assert.rejects(box.deliver(name, bytes("x"), never()), isFault("refused"), name);
    }
  });

  story(
    "names that are not ASCII come through",
    async (box, at) => {
      at.put("in/Größe Ñ.csv", "x");
      assert.deepEqual(
        (await box.list(never())).map(({ name }) => name),
        ["Größe Ñ.csv"],
      );
      assert.equal(text(await box.read("Größe Ñ.csv", never())), "x");
    },
    { whole: "final-name" },
  );

  story(
    "the folders can lie elsewhere",
    async (box, at) => {
      at.put("to-us/a.csv", "x");
      assert.equal((await box.list(never())).length, 1);
      await box.deliver("b.csv", bytes("y"), never());
      assert.deepEqual(at.names("to-them/new"), ["b.csv"]);
    },
    { whole: "final-name", inbox: "to-us", outbox: "to-them/new" },
  );
}

interface Placed {
  readonly folder: string;
  put(path: string, content: string): void;
  read(path: string): string;
  names(path: string): string[];
}

function placed(folder: string): Placed {
  const at = (path: string): string => join(folder, path);
  return {
    folder,
    put: (path, content) => {
      if (!existsSync(dirname(at(path)))) mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
    },
    read: (path) => readFileSync(at(path), "utf8"),
    names: (path) => readdirSync(at(path)).sort(),
  };
}

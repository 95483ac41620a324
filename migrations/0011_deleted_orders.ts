import type { Knex } from 'knex';

/** How far the open receivables of a shop were held against its orders, for deletions nobody told. */
export async function up(db: Knex): Promise<void> {
  const columns: Readonly<Record<string, (t: Knex.AlterTableBuilder) => void>> = {
    existing_after: (t) =>
      void t
        .bigInteger('existing_after')
        .unsigned()
        .notNullable()
        .defaultTo(0)
        .comment('the receivable whose order was looked for last'),
    existing_on: (t) =>
      void t.date('existing_on').comment('the day on which all had been looked for'),
  };
  for (const [column, add] of Object.entries(columns)) {
    if (await db.schema.hasColumn('shop_progress', column)) continue;
    await db.schema.alterTable('shop_progress', add);
  }
}

/** What was looked for is looked for again: nothing is lost. */
export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('shop_progress', (t) =>
    t.dropColumns('existing_after', 'existing_on'),
  );
}

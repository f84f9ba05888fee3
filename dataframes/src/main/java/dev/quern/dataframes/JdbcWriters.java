package dev.quern.dataframes;

import dev.quern.engine.StorageException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.engine.io.jdbc.JdbcWriter;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.scope.IoScope;
import dev.quern.scheduler.scope.ScopeOptions;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Several connections that write the partitions of a frame into one table, each partition in a
 * transaction. As many are at work as the options say, and a partition is not asked for before one
 * of them is free.
 */
final class JdbcWriters implements AutoCloseable {
  private final String url;
  private final String table;
  private final JdbcOptions options;
  private final Schema schema;
  private final Queue<JdbcWriter> idle = new ConcurrentLinkedQueue<>();
  private final Set<Table> pending = ConcurrentHashMap.newKeySet();
  private final AtomicLong committed = new AtomicLong();
  private volatile boolean failed;

  private JdbcWriters(String url, String table, JdbcOptions options, Schema schema) {
    this.url = url;
    this.table = table;
    this.options = options;
    this.schema = schema;
  }

  /** Writes all rows of {@code frame}; after a failure, those of committed transactions stay. */
  static void write(
      DataFrame frame, String url, String table, JdbcOptions options, Session session) {
    try (JdbcWriters writers = new JdbcWriters(url, table, options, frame.schema());
        Stream<Table> partitions = PartitionStream.of(frame, session)) {
      writers.prepare();
      writers.write(partitions.iterator(), session);
    }
  }

  /* The table is there for all connections before the first row is. */
  private void prepare() {
    JdbcWriter first = JdbcWriter.open(url, table, options, schema);
    idle.add(first);
    first.commit();
  }

  private void write(Iterator<Table> partitions, Session session) {
    try (IoScope scope = session.ioScope(ScopeOptions.failFast().limit(options.writers()))) {
      while (!failed && partitions.hasNext()) {
        Table rows = partitions.next();
        pending.add(rows);
        scope.fork(
            () -> {
              write(rows);
              return rows;
            });
      }
      scope.join();
    } catch (TaskFailedException e) {
      throw e.getCause() instanceof StorageException cause
          ? new StorageException(
              "%s; %,d rows that other transactions have committed stay in %s"
                  .formatted(cause.getMessage(), committed.get(), table),
              e)
          : e;
    }
  }

  private void write(Table rows) {
    JdbcWriter free = idle.poll();
    JdbcWriter writer = free == null ? JdbcWriter.another(url, table, options, schema) : free;
    boolean done = false;
    try {
      rows.batches().forEach(writer::write);
      writer.commit();
      done = true;
      committed.addAndGet(rows.rows());
      idle.add(writer);
    } finally {
      pending.remove(rows);
      rows.close();
      if (!done) {
        failed = true;
        writer.close();
      }
    }
  }

  /* Forks that were not begun have left their rows. */
  @Override
  public void close() {
    pending.forEach(Table::close);
    for (JdbcWriter writer = idle.poll(); writer != null; writer = idle.poll()) {
      writer.close();
    }
  }
}

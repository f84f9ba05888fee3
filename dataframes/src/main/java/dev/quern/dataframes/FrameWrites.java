package dev.quern.dataframes;

import dev.quern.engine.io.Globs;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.scheduler.Session;

/** The verbs of {@link DataFrame} that write its rows to files and databases; each runs it. */
abstract sealed class FrameWrites extends FrameVerbs permits DataFrame {
  FrameWrites() {}

  /** Writes Parquet: see {@link FrameWriter#parquet}. */
  public void writeParquet(String path) {
    writeParquet(path, WriteOptions.DEFAULTS);
  }

  /** The same into folders of partitions, added to what is there, or in another layout. */
  public void writeParquet(String path, WriteOptions options) {
    FrameWriter.parquet(self(), Globs.path(path), options, Session.current());
  }

  /** Writes CSV with a header: see {@link FrameWriter#csv}. */
  public void writeCsv(String path) {
    writeCsv(path, WriteOptions.DEFAULTS);
  }

  /** The same into folders of partitions, added to what is there, or in another layout. */
  public void writeCsv(String path, WriteOptions options) {
    FrameWriter.csv(self(), Globs.path(path), options, Session.current());
  }

  /** Writes JSON lines: see {@link FrameWriter#json}. */
  public void writeJson(String path) {
    writeJson(path, WriteOptions.DEFAULTS);
  }

  /** The same into folders of partitions, added to what is there, or in another layout. */
  public void writeJson(String path, WriteOptions options) {
    FrameWriter.json(self(), Globs.path(path), options, Session.current());
  }

  /** Writes Arrow IPC: see {@link FrameWriter#ipc}. */
  public void writeIpc(String path) {
    writeIpc(path, WriteOptions.DEFAULTS);
  }

  /** The same into folders of partitions, added to what is there, or in another layout. */
  public void writeIpc(String path, WriteOptions options) {
    FrameWriter.ipc(self(), Globs.path(path), options, Session.current());
  }

  /**
   * Inserts the rows into a table of a database, in one transaction: all of them or, after a
   * failure, none. The table is there, or made before as {@link JdbcOptions#withTable} says.
   */
  public void writeJdbc(String url, String table) {
    writeJdbc(url, table, JdbcOptions.DEFAULTS);
  }

  /**
   * The same with a user, by several connections ({@link JdbcOptions#writing}), into a table that
   * is made or emptied first ({@link JdbcOptions#withTable}), or over rows with equal keys ({@link
   * JdbcOptions#upserting}).
   */
  public void writeJdbc(String url, String table, JdbcOptions options) {
    FrameWriter.jdbc(self(), url, table, options, Session.current());
  }
}

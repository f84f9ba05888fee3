package dev.quern.engine.io.parquet.read;

/**
 * A page that contradicts its header or its column. Never leaves this package: {@link ColumnReader}
 * turns it into a DataException that says where.
 */
final class CorruptPage extends RuntimeException {
  CorruptPage(String message) {
    super(message);
  }

  CorruptPage(String message, Throwable cause) {
    super(message, cause);
  }
}

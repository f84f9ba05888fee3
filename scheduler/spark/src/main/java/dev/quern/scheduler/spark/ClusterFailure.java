package dev.quern.scheduler.spark;

import dev.quern.engine.ClusterException;
import dev.quern.engine.DataException;
import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.QuernException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.scheduler.run.Ending;
import org.apache.spark.SparkException;

/** A task on an executor threw {@code cause}, or the cluster. */
record ClusterFailure(Throwable cause) implements Ending.Failed {
  @Override
  public QuernException exception() {
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case TaskFailedException task when task.getCause() != null ->
          new TaskFailedException(task.node(), task.where(), task.getCause());
      case DataException data -> new DataException(message, data);
      case MemoryLimitException limit -> new MemoryLimitException(message, limit);
      case SparkException spark when message.contains("spark.driver.maxResultSize") ->
          new MemoryLimitException(
              "the results do not fit in the heap of this process: have tasks write them (writeParquet to a folder), keep them on the executors (persist), reduce them before they are collected, or give it more (-Xmx, or spark.driver.maxResultSize). %s"
                  .formatted(message),
              spark);
      case UnsupportedDataException data -> new UnsupportedDataException(message, data);
      default -> new ClusterException(message, cause);
    };
  }
}

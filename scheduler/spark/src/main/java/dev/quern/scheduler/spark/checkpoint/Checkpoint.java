package dev.quern.scheduler.spark.checkpoint;

import dev.quern.engine.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A folder with a file for each of some results. Thread-safe, also among processes: what two write
 * at once is the same.
 *
 * @param folder its path, which all executors and the program reach
 */
public record Checkpoint(String folder) implements Serializable {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  /**
   * Writes a result. The file has its name when all of it is there, and not before.
   *
   * @param number of the result
   * @param result writes it
   * @throws StorageException when the file system does not take it
   */
  public void write(int number, Consumer<OutputStream> result) {
    Path to = file(number);
    Path aside = new Path(folder, "." + number + "-" + UUID.randomUUID());
    try {
      FileSystem files = files();
      try (OutputStream out = files.create(aside, false)) {
        result.accept(out);
      }
      // Who came first has written the same.
      if (!files.rename(aside, to) && (!files.exists(to) || !files.delete(aside, false))) {
        throw new IOException("%s cannot be renamed to %s".formatted(aside, to));
      }
    } catch (IOException e) {
      throw new StorageException(
          "a checkpoint cannot be written to %s: %s: may this user write there, and is there room?"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * Opens a result that was written.
   *
   * @throws StorageException when it cannot be read
   */
  InputStream open(int number) {
    try {
      return files().open(file(number));
    } catch (IOException e) {
      throw new StorageException(
          "the checkpoint %s cannot be read: %s: was it deleted while its session was open?"
              .formatted(file(number), e.getMessage()),
          e);
    }
  }

  /** Deletes the folder and all in it; what cannot be deleted is left behind, and logged. */
  public void delete() {
    try {
      boolean _ = files().delete(new Path(folder), true);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "checkpoints are left in " + folder, e);
    }
  }

  /** A folder in this one. */
  public Checkpoint inside(String name) {
    return new Checkpoint(new Path(folder, name).toString());
  }

  private Path file(int number) {
    return new Path(folder, Integer.toString(number));
  }

  private FileSystem files() throws IOException {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    return new Path(folder).getFileSystem(configuration);
  }
}

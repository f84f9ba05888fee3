package dev.quern.scheduler.capsule;

import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Task;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.codec.ChunkForm;
import dev.quern.scheduler.codec.Parcel;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.event.FailureKeeper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a capsule of each task that makes a graph fail. The failure is told as ever; a {@link
 * CapsuleNotice} among its suppressed exceptions says where the capsule is, or why there is none.
 */
public final class CapsuleWriter implements FailureKeeper {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  private final Path folder;
  private final Map<String, String> options;

  /**
   * Writes capsules into {@code folder}, which is made when it is missing.
   *
   * @param options what the session was opened with, by {@link Capsule#MEMORY} and other names
   */
  public CapsuleWriter(Path folder, Map<String, String> options) {
    this.folder = folder;
    this.options = Map.copyOf(options);
  }

  @Override
  public void keep(long graph, Task task, List<Chunk> inputs, Throwable cause) {
    CapsuleNotice notice;
    try {
      Path path = write(graph, task, inputs, cause);
      notice =
          new CapsuleNotice(
              "the task was written to %s; Capsule.open(path).run() repeats it".formatted(path),
              null);
      LOG.log(Level.INFO, notice.getMessage());
    } catch (IOException | RuntimeException | Error e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      notice = new CapsuleNotice("no capsule of %s: %s".formatted(task.key(), why), e);
      LOG.log(Level.WARNING, notice.getMessage());
    }
    note(cause, notice);
  }

  /* The runtime tells the cause of a fused step's failure, not the wrapper. */
  private static void note(Throwable cause, CapsuleNotice notice) {
    Throwable told = cause.getCause();
    if (cause instanceof TaskFailedException && told != null) {
      told.addSuppressed(notice);
    } else {
      cause.addSuppressed(notice);
    }
  }

  private Path write(long graph, Task task, List<Chunk> inputs, Throwable cause)
      throws IOException {
    List<Parcel> parcels = new ArrayList<>();
    try {
      for (Chunk input : inputs) {
        parcels.add(Parcel.of(input));
      }
      return write(graph, task, inputs, parcels, cause);
    } finally {
      parcels.forEach(Parcel::close);
    }
  }

  private Path write(
      long graph, Task task, List<Chunk> inputs, List<Parcel> parcels, Throwable cause)
      throws IOException {
    List<ChunkForm> forms = parcels.stream().map(Parcel::form).toList();
    CapsuleTask packed = new CapsuleTask(task.key(), task.origin(), task.operator(), forms);
    TaskCodec.Encoded encoded = TaskCodec.encode(packed);
    Files.createDirectories(folder);
    Path path = Files.createTempFile(folder, "graph-" + graph + "-" + task.key() + "-", ".capsule");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path));
        MemoryBudget memory = MemoryBudget.root("capsule", Long.MAX_VALUE)) {
      put(zip, Capsule.STORY, story(graph, task, inputs, cause));
      put(zip, Capsule.PROPERTIES, text(properties(graph, task, cause, encoded)));
      zip.putNextEntry(new ZipEntry(Capsule.TASK));
      zip.write(encoded.toBytes());
      zip.closeEntry();
      for (int i = 0; i < parcels.size(); i++) {
        zip.putNextEntry(new ZipEntry(packed.entry(i)));
        parcels.get(i).write(Channels.newChannel(unclosed(zip)), memory);
        zip.closeEntry();
      }
      return path;
    } catch (IOException | RuntimeException | Error e) {
      delete(path, e);
      throw e;
    }
  }

  private Properties properties(long graph, Task task, Throwable cause, TaskCodec.Encoded encoded) {
    Properties properties = new Properties();
    properties.putAll(options);
    properties.setProperty("format", Capsule.FORMAT);
    properties.setProperty("graph", Long.toString(graph));
    properties.setProperty("key", task.key().toString());
    properties.setProperty("node", task.origin().label());
    properties.setProperty("source", task.origin().where().toString());
    properties.setProperty("failure", cause.toString());
    properties.setProperty("java", Runtime.version().toString());
    properties.setProperty("quern", Capsule.version());
    properties.setProperty(Capsule.CLASSES, String.join(" ", encoded.classes()));
    return properties;
  }

  private static String text(Properties properties) throws IOException {
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return text.toString();
  }

  private String story(long graph, Task task, List<Chunk> inputs, Throwable cause) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.printf("%s failed: %s%n", task.origin(), cause);
    out.printf("  task %s of graph %d, partition %d%n", task.key(), graph, task.key().partition());
    for (int i = 0; i < inputs.size(); i++) {
      out.printf("  input %d  %s, %s%n", i, task.inputs().get(i), inputs.get(i));
    }
    out.printf("  operator %s%n", shortened(task.operator().toString()));
    out.printf(
        "  on %s at %s, Quern %s, Java %s, %s%n",
        Thread.currentThread().getName(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Capsule.version(),
        Runtime.version(),
        options);
    out.println();
    cause.printStackTrace(out);
    out.flush();
    return text.toString();
  }

  private static String shortened(String text) {
    return text.length() <= 2000 ? text : text.substring(0, 2000) + "...";
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static OutputStream unclosed(ZipOutputStream zip) {
    return new OutputStream() {
      @Override
      public void write(int single) throws IOException {
        zip.write(single);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        zip.write(bytes, from, count);
      }
    };
  }

  private static void delete(Path path, Throwable failure) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

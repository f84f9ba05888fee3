package dev.quern.scheduler.capsule;

import dev.quern.engine.CancelledException;
import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.store.SpillFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A task that failed, in a file: with its inputs, its operator and its story. Prints as the story.
 *
 * <pre>{@code
 * try (var session = Session.local().capsules(Path.of("capsules")).open()) { ... }   // where it fails
 * Capsule.open(Path.of("capsules/graph-3-sort-9f2c11aa-0.capsule")).run();           // in a debugger
 * }</pre>
 *
 * <p>Files that the task read or wrote are not in there, only their names. A capsule makes objects
 * of the classes it names: run those you trust. Immutable.
 */
public final class Capsule {
  /** The option that says how much native memory the session had, in bytes. */
  public static final String MEMORY = "memory";

  /** The option that says how much of it a task could hold, in bytes. */
  public static final String SHARE = "share";

  static final String FORMAT = "2";
  static final String STORY = "story.txt";
  static final String PROPERTIES = "capsule.properties";
  static final String TASK = "task.bin";
  static final String CLASSES = "classes";

  private final Path path;
  private final String story;
  private final Properties properties;

  private Capsule(Path path, String story, Properties properties) {
    this.path = path;
    this.story = story;
    this.properties = properties;
  }

  /**
   * The capsule in the file {@code path}. Makes no object of it yet.
   *
   * @throws StorageException when there is no such file
   * @throws DataException when it is no capsule, or one of another version
   */
  public static Capsule open(Path path) {
    try (ZipFile zip = open(path, "opened")) {
      Properties properties = new Properties();
      properties.load(new StringReader(text(zip, PROPERTIES)));
      if (!FORMAT.equals(properties.getProperty("format"))) {
        throw new DataException(
            "%s is a capsule of format %s; this version reads %s"
                .formatted(path, properties.getProperty("format"), FORMAT));
      }
      return new Capsule(path, text(zip, STORY), properties);
    } catch (IOException e) {
      throw new DataException("%s is no capsule: %s".formatted(path, e.getMessage()), e);
    }
  }

  /**
   * Runs the task again, on the calling thread. Returns when it succeeds this time, as it may when
   * it depends on a file.
   *
   * @throws dev.quern.engine.TaskFailedException when it fails: names the plan node and the user's
   *     line, and has the same cause as the first time
   * @throws DataException when the capsule is damaged, or a class is missing that it needs
   */
  public void run() {
    long limit = option(MEMORY);
    try (MemoryBudget memory = MemoryBudget.root("capsule", limit);
        SpillFiles spill = new SpillFiles(temporary(), OptionalLong.empty());
        ZipFile zip = open(path, "read");
        TaskCodec.Decoded decoded = TaskCodec.decode(encoded(zip), memory, spill)) {
      CapsuleTask task = (CapsuleTask) decoded.value();
      List<Chunk> inputs = new ArrayList<>();
      try {
        for (int i = 0; i < task.inputs().size(); i++) {
          try (InputStream in = entry(zip, task.entry(i))) {
            ReadableByteChannel channel = Channels.newChannel(in);
            inputs.add(task.inputs().get(i).read(channel, memory, spill, option(SHARE)));
          }
        }
        apply(task, inputs, new ReplayContext(task, memory, option(SHARE), spill));
      } finally {
        inputs.forEach(Chunk::close);
      }
    } catch (IOException e) {
      throw new DataException("%s is damaged: %s".formatted(path, e.getMessage()), e);
    }
  }

  /* What a debugger should stop at: the call of the operator, with all it gets. */
  private static void apply(CapsuleTask task, List<Chunk> inputs, ReplayContext context) {
    try {
      task.operator().apply(context, List.copyOf(inputs)).close();
    } catch (CancelledException e) {
      throw e;
    } catch (RuntimeException | Error cause) {
      throw task.origin().failure(task.key().partition(), cause);
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** What happened, as text of several lines: the task, its inputs, the exception. */
  public String story() {
    return story;
  }

  /** The label of the plan node that the task was made from. */
  public String node() {
    return properties.getProperty("node", "");
  }

  /** The line of user code that made the plan node. */
  public String source() {
    return properties.getProperty("source", "");
  }

  /** The classes that the capsule needs beside Quern's and the JDK's. */
  public Set<String> classes() {
    Set<String> names = new HashSet<>(Set.of(properties.getProperty(CLASSES, "").split(" ")));
    names.remove("");
    return names;
  }

  @Override
  public String toString() {
    return story;
  }

  /** The version of this library, when it runs from a jar that tells. */
  static String version() {
    String version = Capsule.class.getPackage().getImplementationVersion();
    return version == null ? "of no version" : version;
  }

  private TaskCodec.Encoded encoded(ZipFile zip) throws IOException {
    try (InputStream in = entry(zip, TASK)) {
      return TaskCodec.Encoded.of(in.readAllBytes());
    }
  }

  private long option(String name) {
    String value = properties.getProperty(name);
    return value == null ? Long.MAX_VALUE : Long.parseLong(value);
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static ZipFile open(Path path, String what) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new StorageException("%s cannot be %s: there is no such file".formatted(path, what));
    }
    return new ZipFile(path.toFile());
  }

  private static InputStream entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("there is no " + name + " in it");
    }
    return zip.getInputStream(entry);
  }

  private static String text(ZipFile zip, String name) throws IOException {
    try (InputStream in = entry(zip, name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

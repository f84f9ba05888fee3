package dev.quern.scheduler.codec;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.NoSpillSpace;
import dev.quern.scheduler.task.TaskFunction;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Another process, which calls what it is sent, and sends back what that returned. */
public final class Elsewhere implements AutoCloseable {
  private static @Nullable Elsewhere shared;

  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;

  private Elsewhere(Process process) {
    this.process = process;
    this.out = new DataOutputStream(process.getOutputStream());
    this.in = new DataInputStream(process.getInputStream());
  }

  /** Starts one with a class path that has no shell's classes. */
  public static Elsewhere start(String classPath) {
    try {
      return new Elsewhere(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath,
                  Elsewhere.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls {@code function} in a process of this program's class path. */
  public static synchronized <R> @Nullable R call(TaskFunction.Of0<R> function) {
    Elsewhere there = shared;
    if (there == null) {
      there = start(System.getProperty("java.class.path"));
      shared = there;
      Runtime.getRuntime().addShutdownHook(new Thread(there::close));
    }
    return there.run(function);
  }

  /** Sends {@code function}; the result. */
  @SuppressWarnings("unchecked")
  public synchronized <R> @Nullable R run(TaskFunction.Of0<R> function) {
    byte[] sent = TaskCodec.encode(function).toBytes();
    try {
      out.writeInt(sent.length);
      out.write(sent);
      out.flush();
      byte[] answer = in.readNBytes(in.readInt());
      Object[] result = (Object[]) value(answer);
      if (result[0] != null) {
        throw new IllegalStateException("over there: " + result[0]);
      }
      return (R) result[1];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(byte[] bytes) {
    return decode(bytes).value();
  }

  private static TaskCodec.Decoded decode(byte[] bytes) {
    try (MemoryBudget none = MemoryBudget.root("no chunks", 0)) {
      return TaskCodec.decode(TaskCodec.Encoded.of(bytes), none, NoSpillSpace.NONE);
    }
  }

  /** The other process. */
  public static void main(String[] arguments) throws IOException {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(System.out);
    while (true) {
      byte[] bytes;
      try {
        bytes = in.readNBytes(in.readInt());
      } catch (EOFException end) {
        return;
      }
      byte[] answer;
      try {
        TaskCodec.Decoded decoded = decode(bytes);
        @Nullable Object result = decoded.call(() -> apply((TaskFunction.Of0<?>) decoded.value()));
        answer = TaskCodec.encode(new @Nullable Object[] {null, result}).toBytes();
      } catch (RuntimeException | LinkageError e) {
        e.printStackTrace();
        answer = TaskCodec.encode(new @Nullable Object[] {e.toString(), null}).toBytes();
      }
      out.writeInt(answer.length);
      out.write(answer);
      out.flush();
    }
  }

  private static @Nullable Object apply(TaskFunction.Of0<?> function) {
    try {
      return function.apply();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}

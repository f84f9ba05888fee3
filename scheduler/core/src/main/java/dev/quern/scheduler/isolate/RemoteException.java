package dev.quern.scheduler.isolate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What was thrown in another process, as text: its class may not be let through, or not be known.
 * The message is what it said of itself there, the stack trace is the one it had there.
 */
public final class RemoteException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CAUSES = 20;
  private static final int MOST_FRAMES = 200;
  private static final int MOST_TEXT = 10_000;

  private final String text;
  private final String type;

  private RemoteException(String type, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.text = message;
    this.type = type;
  }

  /** The name of the class that was thrown. */
  public String type() {
    return type;
  }

  /** As it was over there: the name of this class would say nothing. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return text;
  }

  /** Writes what {@code thrown} and its causes say, and where they were thrown. */
  public static void write(Throwable thrown, DataOutput out) throws IOException {
    int causes = 1;
    for (Throwable next = thrown.getCause();
        next != null && causes < MOST_CAUSES;
        next = next.getCause()) {
      causes++;
    }
    out.writeInt(causes);
    Throwable next = thrown;
    for (int i = 0; i < causes && next != null; i++) {
      out.writeUTF(next.getClass().getName());
      out.writeUTF(cut(String.valueOf(next)));
      StackTraceElement[] trace = next.getStackTrace();
      int frames = Math.min(trace.length, MOST_FRAMES);
      out.writeInt(frames);
      for (int j = 0; j < frames; j++) {
        out.writeUTF(trace[j].getClassName());
        out.writeUTF(trace[j].getMethodName());
        out.writeUTF(String.valueOf(trace[j].getFileName()));
        out.writeInt(trace[j].getLineNumber());
      }
      next = next.getCause();
    }
  }

  /** What {@link #write} has written. */
  public static RemoteException read(DataInput in) throws IOException {
    return read(in, Math.clamp(in.readInt(), 1, MOST_CAUSES));
  }

  private static RemoteException read(DataInput in, int left) throws IOException {
    String type = in.readUTF();
    String message = in.readUTF();
    StackTraceElement[] trace = new StackTraceElement[Math.clamp(in.readInt(), 0, MOST_FRAMES)];
    for (int i = 0; i < trace.length; i++) {
      trace[i] = new StackTraceElement(in.readUTF(), in.readUTF(), in.readUTF(), in.readInt());
    }
    RemoteException read =
        new RemoteException(type, message, left == 1 ? null : read(in, left - 1));
    read.setStackTrace(trace);
    return read;
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...";
  }
}

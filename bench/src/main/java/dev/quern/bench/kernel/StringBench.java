package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** String predicates over short words, half-long phrases and sentences of a hundred bytes. */
@State(Scope.Thread)
public class StringBench extends KernelBench {

  private static final String[] TEXTS = {
    "MAIL",
    "SHIP",
    "TRUCK",
    "AIR",
    "REG AIR",
    "RAIL",
    "FOB",
    "DELIVER IN PERSON",
    "TAKE BACK RETURN TO THE SENDER",
    "carefully final deposits sleep quickly about the ironic packages across the bold theodolites",
  };

  private static final byte[] SHORT = "REG AIR".getBytes(UTF_8);
  private static final byte[] LONG = "DELIVER IN PERSON".getBytes(UTF_8);
  private static final byte[] NEEDLE = "bold".getBytes(UTF_8);
  private static final LikePattern LIKE = LikePattern.compile("%in%PER%");

  private Views strings = new Views(MemorySegment.NULL, new MemorySegment[0]);

  /** Makes the column. */
  @Setup
  public void build(KernelColumns columns) {
    MemorySegment views = columns.allocate((long) Views.BYTES * ROWS);
    MemorySegment buffer = columns.allocate(100L * ROWS);
    int end = 0;
    for (int i = 0; i < ROWS; i++) {
      byte[] text = TEXTS[columns.random().nextInt(TEXTS.length)].getBytes(UTF_8);
      long at = (long) Views.BYTES * i;
      views.set(Slots.INT32, at, text.length);
      boolean inline = text.length <= Views.INLINE;
      int head = inline ? text.length : 4;
      MemorySegment.copy(text, 0, views, ValueLayout.JAVA_BYTE, at + 4, head);
      if (!inline) {
        views.set(Slots.INT32, at + 12, end);
        MemorySegment.copy(text, 0, buffer, ValueLayout.JAVA_BYTE, end, text.length);
        end += text.length;
      }
    }
    strings = new Views(views, new MemorySegment[] {buffer});
  }

  /** Equality with a constant that is held inline. */
  @Benchmark
  public void equalShort(KernelColumns columns) {
    columns.kernels().string().compare(CompareOp.EQ, strings, SHORT, columns.out(), ROWS);
  }

  /** Equality with a longer constant. */
  @Benchmark
  public void equalLong(KernelColumns columns) {
    columns.kernels().string().compare(CompareOp.EQ, strings, LONG, columns.out(), ROWS);
  }

  /** Order against a constant. */
  @Benchmark
  public void less(KernelColumns columns) {
    columns.kernels().string().compare(CompareOp.LT, strings, SHORT, columns.out(), ROWS);
  }

  /** A prefix longer than that of the view. */
  @Benchmark
  public void startsWith(KernelColumns columns) {
    columns.kernels().string().startsWith(strings, SHORT, columns.out(), ROWS);
  }

  /** A substring. */
  @Benchmark
  public void contains(KernelColumns columns) {
    columns.kernels().string().contains(strings, NEEDLE, columns.out(), ROWS);
  }

  /** A pattern of two parts. */
  @Benchmark
  public void like(KernelColumns columns) {
    columns.kernels().string().like(strings, LIKE, columns.out(), ROWS);
  }

  /** Lengths in code points. */
  @Benchmark
  public void codePoints(KernelColumns columns) {
    columns.kernels().string().codePointLength(strings, columns.out(), ROWS);
  }

  /** Hashes. */
  @Benchmark
  public void hash(KernelColumns columns) {
    columns.kernels().hash().hashStrings(strings, ALL_VALID, columns.out(), ROWS);
  }
}

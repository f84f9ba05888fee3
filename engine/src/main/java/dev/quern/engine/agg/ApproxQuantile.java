package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.type.DType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A value of which about the share {@code q} of the values is not greater, of the values' type:
 * numbers, dates and timestamps; NaN is the greatest number. The value's true share is off by less
 * than 0.01 in 99 of 100 cases, and not at all for 0, for 1, and for up to 400 values. Takes up to
 * 10 KiB a group, however many values it has, and gives the same at any number of workers ({@link
 * KllSketch}).
 *
 * @param q the share, from 0 to 1
 */
public record ApproxQuantile(double q) implements AggregateFunction {

  /** Checks the share. */
  public ApproxQuantile {
    if (!(q >= 0 && q <= 1)) {
      throw new PlanException("approxQuantile " + q + ": it must be from 0 to 1");
    }
  }

  @Override
  public DType resultType(List<DType> types) {
    return Words.check(this, types);
  }

  @Override
  public int inputs() {
    return 1;
  }

  /** What does it to values of {@code type}. */
  Aggregator<?> of(DType type) {
    return new Aggregator<>(
        toString(),
        type,
        KllSketch::new,
        (sketch, row) -> sketch.add(word(type, row)),
        KllSketch::merge,
        (sketch, out) -> finish(type, sketch, out),
        SketchCodec.INSTANCE);
  }

  private static long word(DType type, Row row) {
    if (type == DType.UINT64) {
      return OrderedBits.ofUnsigned(row.whole(0));
    }
    return type.isFloating() ? OrderedBits.of(row.floating(0)) : row.whole(0);
  }

  private void finish(DType type, KllSketch sketch, RowResult out) {
    if (sketch.count() == 0) {
      out.setNull();
      return;
    }
    long word = sketch.quantile(q);
    if (type.isFloating()) {
      out.set(OrderedBits.toDouble(word));
    } else {
      out.set(type == DType.UINT64 ? OrderedBits.ofUnsigned(word) : word);
    }
  }

  @Override
  public String toString() {
    return q == 0.5 ? "approxMedian" : "approxQuantile " + q;
  }

  private enum SketchCodec implements Aggregator.Codec<KllSketch> {
    INSTANCE;

    @Override
    public void write(KllSketch sketch, DataOutput out) throws IOException {
      sketch.write(out);
    }

    @Override
    public KllSketch read(DataInput in) throws IOException {
      return KllSketch.read(in);
    }

    @Override
    public long heapBytes(KllSketch sketch) {
      return sketch.heapBytes();
    }
  }
}

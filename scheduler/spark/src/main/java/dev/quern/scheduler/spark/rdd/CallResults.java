package dev.quern.scheduler.spark.rdd;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** How the calls of a bundle have ended, for the driver. */
public final class CallResults extends AbstractFunction1<Iterator<byte[]>, CallResults.Ended>
    implements Serializable {

  /**
   * The end of a bundle.
   *
   * @param results how each call has ended, as bytes
   * @param nanos how long one took, without the longest: that of a fresh process loads classes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Ended(byte[][] results, long nanos) implements Serializable {}

  @Override
  public Ended apply(Iterator<byte[]> bundle) {
    List<byte[]> results = new ArrayList<>();
    long all = 0;
    long longest = 0;
    while (bundle.hasNext()) {
      long start = System.nanoTime();
      results.add(bundle.next());
      long nanos = System.nanoTime() - start;
      all += nanos;
      longest = Math.max(longest, nanos);
    }
    int others = results.size() - 1;
    return new Ended(
        results.toArray(byte[][]::new), others > 0 ? (all - longest) / others : longest);
  }
}

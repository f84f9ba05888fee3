package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The instant at which the clocks of a zone show a local time.
 *
 * @param zone an id that exists
 * @param ambiguity what a time means that they show twice or never
 */
public record AtZone(String zone, Ambiguity ambiguity) implements ScalarFunction {

  @Override
  public String label() {
    return "at_zone " + zone;
  }

  @Override
  public Signature signature() {
    return Signature.of(Parameter.LOCAL)
        .failing()
        .gives(types -> DType.timestamp(((TimestampType) types.getFirst()).unit(), zone));
  }

  @Override
  public RowFunction bind(Known known) {
    TimestampType local = (TimestampType) known.types().getFirst();
    Clock clock = Clock.of(DType.timestamp(local.unit(), zone));
    return (in, out) -> {
      long value = in.integer(0);
      long instant = clock.isZoned() ? clock.value(value, ambiguity) : value;
      if (instant != Long.MIN_VALUE) {
        out.set(instant);
      } else if (ambiguity == Ambiguity.NULL) {
        out.setNull();
      } else {
        LocalDateTime time =
            LocalDateTime.ofEpochSecond(Math.floorDiv(value, clock.perSecond()), 0, ZoneOffset.UTC);
        throw new ComputeException(
            "the clocks of %s show %s twice or never: say which instant is meant"
                .formatted(zone, time));
      }
    };
  }
}

package dev.quern.engine.function.time;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.TimestampType;

/** A count since 1970 as a timestamp that counts so. */
public record FromEpoch(TimestampType type) implements ScalarFunction {

  @Override
  public String label() {
    return "from_epoch " + type.unit();
  }

  @Override
  public Signature signature() {
    return Signature.of(Parameter.INTEGER).gives(type);
  }

  @Override
  public RowFunction bind(Known known) {
    return (in, out) -> out.set(in.integer(0));
  }
}

package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.function.time.TimePattern.Part;
import dev.quern.engine.type.DType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Text as a date or timestamp by a pattern of {@code strftime}, which it must follow to its end.
 *
 * @param type what it gives; a timestamp with a zone when the text names its offset from UTC
 * @param tries whether text that does not follow the pattern gives null, or else is an error
 */
public record TimeParse(DType type, boolean tries) implements ScalarFunction {

  @Override
  public String label() {
    return (tries ? "try_parse " : "parse ") + type;
  }

  @Override
  public Signature signature() {
    Signature signature = Signature.of(Parameter.TEXT, Parameter.TEXT).constant(1).gives(type);
    return tries ? signature : signature.failing();
  }

  @Override
  public RowFunction bind(Known known) {
    String pattern = known.text(1);
    List<Part> parts = TimePattern.parts(pattern);
    Clock clock = Clock.of(type);
    TimeFields fields = new TimeFields();
    return (in, out) -> {
      byte[] text = in.text(0);
      int length = in.length(0);
      long value =
          fields.read(parts, text, 0, length) ? fields.value(clock) : TimeFields.NO_SUCH_TIME;
      if (value != TimeFields.NO_SUCH_TIME) {
        out.set(value);
      } else if (tries) {
        out.setNull();
      } else {
        throw new ComputeException(
            "'%s' is no %s as '%s' says"
                .formatted(
                    new String(text, 0, Math.min(length, 60), StandardCharsets.UTF_8),
                    type,
                    pattern));
      }
    };
  }
}

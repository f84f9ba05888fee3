package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts with places for values: what is between the places, and the values as text, in turn. */
final class TextTemplate {
  private TextTemplate() {}

  static Column of(String template, List<Column> values) {
    List<Optional<String>> pieces = pieces(template);
    long places = pieces.stream().filter(Optional::isEmpty).count();
    if (places != values.size()) {
      throw new PlanException(
          "'%s' has %d places {} for values, but there are %d"
              .formatted(template, places, values.size()));
    }
    return Column.computed(
        schema -> {
          List<Expr> texts = new ArrayList<>();
          texts.add(Exprs.literal(""));
          int next = 0;
          for (Optional<String> piece : pieces) {
            texts.add(
                piece.isPresent()
                    ? Exprs.literal(piece.get())
                    : Exprs.cast(values.get(next++).bind(schema), DType.UTF8));
          }
          return Calls.of(TextFunction.CONCAT, texts);
        });
  }

  /* Texts, and empty for each place. */
  private static List<Optional<String>> pieces(String template) {
    List<Optional<String>> pieces = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      char next = i + 1 < template.length() ? template.charAt(i + 1) : ' ';
      if (c == '{' && next == '}') {
        pieces.add(Optional.of(text.toString()));
        pieces.add(Optional.empty());
        text.setLength(0);
        i++;
      } else if (c != '{' && c != '}') {
        text.append(c);
      } else if (c == next) {
        text.append(c);
        i++;
      } else {
        throw new PlanException(
            "'%s' has a brace alone: {} is the place of a value, {{ and }} are braces"
                .formatted(template));
      }
    }
    pieces.add(Optional.of(text.toString()));
    pieces.removeIf(piece -> piece.isPresent() && piece.get().isEmpty());
    return pieces;
  }
}

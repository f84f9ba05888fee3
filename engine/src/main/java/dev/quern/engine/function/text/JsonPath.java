package dev.quern.engine.function.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quern.engine.PlanException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path of a JSON text, {@code $.a.b[2]}: names of objects and places of arrays,
 * from 0. The text is read as a stream up to there and no further, and nothing is built of it.
 *
 * <p>A string comes out without its quotes, all else as it is written. Null where there is nothing,
 * or JSON's null, or where the text is no JSON before the end of what is looked for.
 */
final class JsonPath {
  /** A name, or a place where the name is empty. */
  private record Step(String name, int place) {}

  private final JsonFactory factory = new JsonFactory();
  private final List<Step> steps;

  private JsonPath(String path) {
    steps = steps(path);
  }

  static RowFunction extract(Known known) {
    JsonPath path = new JsonPath(known.text(1));
    return path::extract;
  }

  private void extract(Row in, RowResult out) {
    byte[] text = in.text(0);
    try (JsonParser parser = factory.createParser(text, 0, in.length(0))) {
      @Nullable JsonToken token = parser.nextToken();
      for (Step step : steps) {
        token = token == null ? null : descend(parser, token, step);
      }
      if (token == null || token == JsonToken.VALUE_NULL) {
        out.setNull();
      } else {
        give(parser, token, out);
      }
    } catch (IOException noJson) {
      out.setNull();
    }
  }

  /* The first token of what the step leads to, or null. */
  private static @Nullable JsonToken descend(JsonParser parser, JsonToken token, Step step)
      throws IOException {
    if (!step.name.isEmpty()) {
      while (token == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(step.name);
        JsonToken value = parser.nextToken();
        if (found) {
          return value;
        }
        parser.skipChildren();
      }
      return null;
    }
    if (token != JsonToken.START_ARRAY) {
      return null;
    }
    JsonToken element = parser.nextToken();
    for (int i = 0; i < step.place && element != JsonToken.END_ARRAY; i++) {
      parser.skipChildren();
      element = parser.nextToken();
    }
    return element == JsonToken.END_ARRAY ? null : element;
  }

  private static void give(JsonParser parser, JsonToken token, RowResult out) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      out.append(parser.getText());
      return;
    }
    int from = (int) parser.currentTokenLocation().getByteOffset();
    if (token.isStructStart()) {
      parser.skipChildren();
      out.slice(from, (int) parser.currentLocation().getByteOffset());
    } else {
      out.slice(from, from + parser.getTextLength());
    }
  }

  private static List<Step> steps(String path) {
    List<Step> steps = new ArrayList<>();
    if (!path.startsWith("$")) {
      throw bad(path);
    }
    int at = 1;
    while (at < path.length()) {
      int end = at + 1;
      if (path.charAt(at) == '.') {
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        if (end == at + 1) {
          throw bad(path);
        }
        steps.add(new Step(path.substring(at + 1, end), 0));
        at = end;
      } else {
        end = path.indexOf(']', at);
        String place = path.charAt(at) == '[' && end > 0 ? path.substring(at + 1, end) : "";
        if (!place.matches("[0-9]{1,9}")) {
          throw bad(path);
        }
        steps.add(new Step("", Integer.parseInt(place)));
        at = end + 1;
      }
    }
    return steps;
  }

  private static PlanException bad(String path) {
    return new PlanException(
        "'%s' is no path of JSON: it looks like $.name.other[2]".formatted(path));
  }
}

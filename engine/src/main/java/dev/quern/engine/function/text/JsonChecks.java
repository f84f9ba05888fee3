package dev.quern.engine.function.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.RowFunction;
import java.io.IOException;

/** What a text is as JSON; it is read as a stream to its end, and nothing is built of it. */
final class JsonChecks {
  private static final long NO_ARRAY = -1;
  private static final long NO_JSON = -2;

  private JsonChecks() {}

  /** Whether the text is one value of JSON, with blanks around it or not. */
  static RowFunction isValid(Known known) {
    JsonFactory factory = new JsonFactory();
    return (in, out) -> out.set(elements(factory, in.text(0), in.length(0)) != NO_JSON);
  }

  /** The number of elements of an array; null where the text is none. */
  static RowFunction arrayLength(Known known) {
    JsonFactory factory = new JsonFactory();
    return (in, out) -> {
      long elements = elements(factory, in.text(0), in.length(0));
      if (elements < 0) {
        out.setNull();
      } else {
        out.set(elements);
      }
    };
  }

  /** What kind of value the text is, in a word; null where it is no JSON. */
  static RowFunction kind(Known known) {
    JsonFactory factory = new JsonFactory();
    return (in, out) -> {
      String kind = kind(factory, in.text(0), in.length(0));
      if (kind.isEmpty()) {
        out.setNull();
      } else {
        out.append(kind);
      }
    };
  }

  private static String kind(JsonFactory factory, byte[] text, int length) {
    try (JsonParser parser = factory.createParser(text, 0, length)) {
      JsonToken first = parser.nextToken();
      parser.skipChildren();
      return first == null || parser.nextToken() != null
          ? ""
          : switch (first) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case VALUE_NULL -> "null";
            default -> "number";
          };
    } catch (IOException noJson) {
      return "";
    }
  }

  /* The elements of the array that a text is, or what it is instead. */
  private static long elements(JsonFactory factory, byte[] text, int length) {
    try (JsonParser parser = factory.createParser(text, 0, length)) {
      JsonToken first = parser.nextToken();
      long elements = NO_ARRAY;
      if (first == JsonToken.START_ARRAY) {
        elements = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          parser.skipChildren();
          elements++;
        }
      } else {
        parser.skipChildren();
      }
      return first == null || parser.nextToken() != null ? NO_JSON : elements;
    } catch (IOException noJson) {
      return NO_JSON;
    }
  }
}

package dev.quern.engine.function;

import static dev.quern.engine.function.text.TextFunction.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each function of text gives, at its edges. */
@ExtendWith(LeakCheck.class)
class TextFunctionTest {
  private static final String LONG = "A rather long text of ØRSTED and 日本語 and 😀";

  private MemoryBudget budget;

  @BeforeEach
  void keep(MemoryBudget testBudget) {
    budget = testBudget;
  }

  private void gives(@Nullable Object expected, TextFunction function, Object... arguments) {
    Object result = FunctionCalls.call(budget, function, arguments);
    assertThat(result).as("%s of %s", function, java.util.List.of(arguments)).isEqualTo(expected);
  }

  private void gives(byte[] expected, TextFunction function, Object argument) {
    Object result = FunctionCalls.call(budget, function, argument);
    assertThat((byte[]) result).as("%s of %s", function, argument).isEqualTo(expected);
  }

  @Test
  void letters() {
    gives("ÅSE@[`{Z", UPPER, "åse@[`{z");
    gives("åse@[`{z", LOWER, "ÅSE@[`{Z");
    gives(LONG.toUpperCase(Locale.ROOT), UPPER, LONG);
    gives(LONG.toLowerCase(Locale.ROOT), LOWER, LONG);
    gives("", UPPER, "");
    gives("Hello Brave-New 2nd World", INITCAP, "hELLO brave-NEW 2nd world");
    gives("Ørsted Æ", INITCAP, "øRSTED æ");
  }

  @Test
  void formsOfUnicode() {
    gives(
        "Zoe, Angstrom and l\u00f8n", STRIP_ACCENTS, "Zo\u00eb, A\u030angstr\u00f6m and l\u00f8n");
    gives("plain", STRIP_ACCENTS, "plain");
    gives("\u00e9", NORMALIZE, "e\u0301", "NFC");
    gives("e\u0301", NORMALIZE, "\u00e9", "NFD");
    gives("fi 2", NORMALIZE, "\ufb01 \u00b2", "NFKC");
    gives("plain", NORMALIZE, "plain", "NFKD");
  }

  @Test
  void soundex() {
    gives("R163", SOUNDEX, "Robert");
    gives("R163", SOUNDEX, "rupert");
    gives("A261", SOUNDEX, "Ashcraft");
    gives("T522", SOUNDEX, "Tymczak");
    gives("P236", SOUNDEX, "Pfister");
    gives("H555", SOUNDEX, "Honeyman");
    gives("L000", SOUNDEX, "Lee");
    gives("O256", SOUNDEX, "O'Connor");
    gives("", SOUNDEX, "");
    gives("3rd", SOUNDEX, "3rd");
  }

  @Test
  void upperAndLowerAgreeWithJavaOnRandomAscii() {
    SplittableRandom random = new SplittableRandom(20261127);
    for (int i = 0; i < 50; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(40); left > 0; left--) {
        text.append((char) random.nextInt(128));
      }
      gives(text.toString().toUpperCase(Locale.ROOT), UPPER, text.toString());
      gives(text.toString().toLowerCase(Locale.ROOT), LOWER, text.toString());
    }
  }

  @Test
  void ends() {
    gives("a b", TRIM, " \t\na b\u2003 ");
    gives("", TRIM, "   ");
    gives("a b ", LTRIM, " a b ");
    gives(" a b", RTRIM, " a b ");
    gives("øll", TRIM, "xyøllyyx", "xy");
    gives("llø", LTRIM, "øøllø", "ø");
    gives("øøll", RTRIM, "øøllø", "ø");
    gives(
        "a long text that is not in the view itself",
        TRIM,
        "  a long text that is not in the view itself  ");
    gives("fix", STRIP_PREFIX, "prefix", "pre");
    gives("prefix", STRIP_PREFIX, "prefix", "prefixes");
    gives("pre", STRIP_SUFFIX, "prefix", "fix");
    gives("prefix", STRIP_SUFFIX, "prefix", "");
  }

  @Test
  void parts() {
    gives("日本", LEFT, "日本語", 2);
    gives("日", LEFT, "日本語", -2);
    gives("", LEFT, "日本語", Long.MIN_VALUE);
    gives("本語", RIGHT, "日本語", 2);
    gives("語", RIGHT, "日本語", -2);
    gives("日本語", RIGHT, "日本語", Long.MAX_VALUE);
    gives("ello", SUBSTRING, "hello", 2);
    gives("el", SUBSTRING, "hello", 2, 2);
    gives("h", SUBSTRING, "hello", 0, 2);
    gives("lo", SUBSTRING, "hello", -2, 9);
    gives("he", SUBSTRING, "hello", -7, 4);
    gives("", SUBSTRING, "hello", -9, 4);
    gives("", SUBSTRING, "hello", 9, 4);
    gives("b", SPLIT_PART, "a--b--c", "--", 2);
    gives("c", SPLIT_PART, "a--b--c", "--", -1);
    gives("a", SPLIT_PART, "a--b--c", "--", -3);
    gives("", SPLIT_PART, "a--b--c", "--", 4);
    gives("", SPLIT_PART, "a--b--c", "--", -4);
    gives("abc", SPLIT_PART, "abc", "", 1);
    gives("www.apache", SUBSTRING_INDEX, "www.apache.org", ".", 2);
    gives("apache.org", SUBSTRING_INDEX, "www.apache.org", ".", -2);
    gives("www.apache.org", SUBSTRING_INDEX, "www.apache.org", ".", 5);
    gives("😀語", REVERSE, "語😀");
  }

  @Test
  void lengthsAndPadding() {
    gives("  ab", LPAD, "ab", 4);
    gives("xyxab", LPAD, "ab", 5, "xy");
    gives("a", LPAD, "ab", 1);
    gives("", LPAD, "ab", -1);
    gives("ab", LPAD, "ab", 5, "");
    gives("日ø", RPAD, "日", 2, "ø");
    gives("-0042", ZFILL, "-42", 5);
    gives("00042", ZFILL, "42", 5);
    gives("42", ZFILL, "42", 1);
    gives("ababab", REPEAT, "ab", 3);
    gives("", REPEAT, "ab", -3);
    assertThatThrownBy(() -> FunctionCalls.call(budget, REPEAT, "ab", Long.MAX_VALUE))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("repeat(c0, c1)");
    gives(10, BYTE_LENGTH, "日本語x");
    gives(80L, BIT_LENGTH, "日本語x");
  }

  @Test
  void replacement() {
    gives("b-b-", REPLACE, "aabaab".replace("aab", "b-b-").substring(4), "x", "y");
    gives("xbxb", REPLACE, "aabaab", "aa", "x");
    gives("xbaab", REPLACE_FIRST, "aabaab", "aa", "x");
    gives("aabaab", REPLACE, "aabaab", "", "x");
    gives("a text of more than twelve bytes", REPLACE, "a text of more than twelve bytes", "z", "");
    gives("1b2b", TRANSLATE, "abcb", "ac", "12");
    gives("bb", TRANSLATE, "abcb", "ac", "");
    gives("høx", TRANSLATE, "hex", "e", "ø");
    gives("Spark_SQL", OVERLAY, "Spark SQL", "_", 6);
    gives("Spark ANSI SQL", OVERLAY, "Spark SQL", "ANSI ", 7, 0);
  }

  @Test
  void searches() {
    gives(3, POSITION, "日本語", "語");
    gives(0, POSITION, "日本語", "x");
    gives(1, POSITION, "日本語", "");
    gives(2, COUNT_MATCHES, "aaaaa", "aa");
    gives(0, COUNT_MATCHES, "aaaaa", "");
    gives(true, CONTAINS, "hello", "ell");
    gives(false, STARTS_WITH, "he", "hell");
    gives(true, ENDS_WITH, "hell", "ll");
    gives(true, EQUALS_IGNORE_CASE, "ØRE", "øre");
    gives(false, EQUALS_IGNORE_CASE, "ore", "orer");
    gives(true, IS_BLANK, " \t\u2003");
    gives(false, IS_BLANK, " x");
    gives(true, IS_ASCII, "plain text of some length");
    gives(false, IS_ASCII, "plain text of some length, ø");
  }

  @Test
  void putsTogether() {
    gives("aøc", CONCAT, "a", "ø", "c");
    gives("a-ø-c", CONCAT_WS, "-", "a", "ø", "c");
    gives(65, ASCII, "ABC");
    gives(0x1F600, ASCII, "😀");
    gives(0, ASCII, "");
    gives("😀", CHR, 0x1F600);
    assertThatThrownBy(() -> FunctionCalls.call(budget, CHR, 0xD800))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("55296");
  }

  @Test
  void regularExpressions() {
    gives(true, REGEX_CONTAINS, "flight 123", "\\d+");
    gives(false, REGEX_CONTAINS, "flight", "\\d+");
    gives(3, REGEX_COUNT, "1ø2ø3", "\\d");
    gives(4, REGEX_COUNT, "abc", "");
    gives(3, REGEX_POSITION, "日本1", "\\d");
    gives("123", REGEX_EXTRACT, "ø 123", "\\d+");
    gives("b", REGEX_EXTRACT, "a=b", "(\\w)=(\\w)", 2);
    gives(null, REGEX_EXTRACT, "a", "(b)?(a)", 1);
    gives(null, REGEX_EXTRACT, "x", "\\d");
    gives("<1>a<2>", REGEX_REPLACE, "1a2", "(\\d)", "<$1>");
    gives("<1>a2", REGEX_REPLACE_FIRST, "1a2", "(\\d)", "<$1>");
    gives("$1a$1", REGEX_REPLACE, "1a2", "\\d", "\\$1");
    gives("-a-b-", REGEX_REPLACE, "ab", "", "-");
    assertThatThrownBy(() -> FunctionCalls.call(budget, REGEX_CONTAINS, "a", "("))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no regular expression");
    assertThatThrownBy(() -> FunctionCalls.call(budget, REGEX_EXTRACT, "a", "a", 1))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no group 1");
  }

  /** Java's engine would try for years. */
  @Test
  void anExpressionThatTriesTooLongGoesOnInLinearTime() {
    String text = "a".repeat(5000) + "c";
    gives(false, REGEX_CONTAINS, text, "(a+)+b");
    gives(1, REGEX_COUNT, "x" + text, "x|(a+)+b");
    gives("c", REGEX_EXTRACT, text, "((a|aa)+$|c)");
    assertThatThrownBy(() -> FunctionCalls.call(budget, REGEX_CONTAINS, text, "(a+)+(?!c)b"))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("tries too long");
  }

  @Test
  void encodings() {
    gives("61C3B8", HEX, "aø");
    gives("aø".getBytes(StandardCharsets.UTF_8), UNHEX, "61c3b8");
    gives(new byte[] {1, 35}, UNHEX, "123");
    gives("YcO4", BASE64, "aø");
    gives("aø".getBytes(StandardCharsets.UTF_8), UNBASE64, "YcO4");
    gives("a%20%C3%B8%2F-_.~", URL_ENCODE, "a ø/-_.~");
    gives("a ø/-_.~+", URL_DECODE, "a%20%C3%b8%2F-_.~+");
    gives("ø", DECODE, "ø");
    gives("FF", TO_HEX, 255);
    gives("0", TO_HEX, 0);
    gives("FFFFFFFFFFFFFFFF", TO_HEX, -1);
    gives("101", TO_BINARY, 5);
    for (TextFunction function : new TextFunction[] {UNHEX, UNBASE64, URL_DECODE}) {
      assertThatThrownBy(() -> FunctionCalls.call(budget, function, "%zz!"))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("'%zz!'");
    }
    assertThatThrownBy(() -> FunctionCalls.call(budget, URL_DECODE, "%C3"))
        .isInstanceOf(ComputeException.class);
  }

  @Test
  void json() {
    String text =
        " {\"a\": {\"b\": [10, \"x\\u00f8\\n"
            + "\", {\"c\": [1, 2]}, null, -1.5e3, true]}, \"d\": \"\"} ";
    gives(true, JSON_IS_VALID, text);
    gives(true, JSON_IS_VALID, " 12 ");
    gives(false, JSON_IS_VALID, "");
    gives(false, JSON_IS_VALID, "{} {}");
    gives(false, JSON_IS_VALID, "[1,");
    gives(false, JSON_IS_VALID, "{a: 1}");
    gives(3L, JSON_ARRAY_LENGTH, "[1, [2, 3], {\"x\": []}]");
    gives(0L, JSON_ARRAY_LENGTH, "[]");
    gives((Object) null, JSON_ARRAY_LENGTH, text);
    gives((Object) null, JSON_ARRAY_LENGTH, "[1");
    gives("10", JSON_EXTRACT, text, "$.a.b[0]");
    gives("xø\n", JSON_EXTRACT, text, "$.a.b[1]");
    gives("{\"c\": [1, 2]}", JSON_EXTRACT, text, "$.a.b[2]");
    gives("2", JSON_EXTRACT, text, "$.a.b[2].c[1]");
    gives(null, JSON_EXTRACT, text, "$.a.b[3]");
    gives("-1.5e3", JSON_EXTRACT, text, "$.a.b[4]");
    gives("true", JSON_EXTRACT, text, "$.a.b[5]");
    gives(null, JSON_EXTRACT, text, "$.a.b[6]");
    gives(null, JSON_EXTRACT, text, "$.a.c");
    gives(null, JSON_EXTRACT, text, "$.d[0]");
    gives("", JSON_EXTRACT, text, "$.d");
    gives("[\"ø\", 7]", JSON_EXTRACT, "[\"ø\", 7]", "$");
    gives("7", JSON_EXTRACT, "[\"ø\", 7]", "$[1]");
    gives(null, JSON_EXTRACT, "no json", "$.a");
    gives(null, JSON_EXTRACT, "", "$");
    for (String path : new String[] {"a", "$a", "$.", "$[x]", "$[1"}) {
      assertThatThrownBy(() -> FunctionCalls.call(budget, JSON_EXTRACT, text, path))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("no path of JSON");
    }
  }

  @Test
  void digests() {
    gives("900150983cd24fb0d6963f7d28e17f72", MD5, "abc");
    gives("a9993e364706816aba3e25717850c26c9cd0d89d", SHA1, "abc");
    gives("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", SHA256, "abc");
    gives(891568578L, CRC32, "abc");
  }

  @Test
  void distances() {
    gives(3, LEVENSHTEIN, "kitten", "sitting");
    gives(4, LEVENSHTEIN, "", "日本語x");
    gives(2, LEVENSHTEIN, "ab", "ba");
    gives(1, DAMERAU_LEVENSHTEIN, "ab", "ba");
    gives(3, DAMERAU_LEVENSHTEIN, "ca", "abc");
    gives(3, HAMMING, "karolin", "kathrin");
    gives(null, HAMMING, "a", "ab");
    gives(0.25, JACCARD, "aabc", "cdd");
    gives(1.0, JACCARD, "", "");
    gives(0.9444444444444445, JARO, "MARTHA", "MARHTA");
    gives(0.9611111111111111, JARO_WINKLER, "MARTHA", "MARHTA");
    gives(0.0, JARO, "a", "b");
  }

  @Test
  void callsAreChecked() {
    assertThatThrownBy(() -> FunctionCalls.call(budget, UPPER, 3))
        .isInstanceOf(PlanException.class)
        .hasMessageStartingWith("upper needs text, but c0 is int32");
    assertThatThrownBy(() -> FunctionCalls.call(budget, LPAD, "a"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("lpad takes 2 or more arguments, not 1");
  }
}

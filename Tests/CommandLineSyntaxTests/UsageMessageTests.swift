import CommandLineSyntax
import Testing

struct UsageMessageTests {
    @Test func `a missing command is asked for`() {
        #expect(message() == "kiln: missing command. Type 'kiln [OPTION]... COMMAND [ARG]...'. See 'kiln help'.")
        #expect(
            message("--kiln", "/k")
                == "kiln: missing command. Type 'kiln [OPTION]... COMMAND [ARG]...'. See 'kiln help'.")
    }

    @Test func `an unknown command names the nearest one`() {
        #expect(message("fier") == "kiln: unknown command 'fier'. Did you mean 'fire'? See 'kiln help'.")
        #expect(message("bake") == "kiln: unknown command 'bake'. See 'kiln help'.")
        #expect(message("") == "kiln: unknown command ''. See 'kiln help'.")
        #expect(message("help", "lst") == "kiln: unknown command 'lst'. Did you mean 'list'? See 'kiln help'.")
    }

    @Test func `an unknown option names the nearest one`() {
        #expect(
            message("fire", "--nmae", "x")
                == "kiln: fire: unknown option '--nmae'. Did you mean '--name'? See 'kiln help fire'.")
        #expect(
            message("fire", "--nmae=x")
                == "kiln: fire: unknown option '--nmae'. Did you mean '--name'? See 'kiln help fire'.")
        #expect(message("--kilm") == "kiln: unknown option '--kilm'. Did you mean '--kiln'? See 'kiln help'.")
        #expect(message("fire", "--zzz") == "kiln: fire: unknown option '--zzz'. See 'kiln help fire'.")
        #expect(message("fire", "-wz") == "kiln: fire: unknown option '-z'. See 'kiln help fire'.")
        #expect(message("fire", "-é") == "kiln: fire: unknown option '-é'. See 'kiln help fire'.")
    }

    @Test func `a long name with one dash is recognized`() {
        #expect(
            message("list", "-glazes")
                == "kiln: list: unknown option '-glazes'. Did you mean '--glazes'? See 'kiln help list'.")
    }

    @Test func `long names are not abbreviated`() {
        #expect(message("fire", "--w", "pot") == "kiln: fire: unknown option '--w'. See 'kiln help fire'.")
    }

    @Test func `a missing value is named as it is in help`() {
        #expect(
            message("fire", "--shelves")
                == "kiln: fire: option '--shelves' needs a value. Type '--shelves N'. See 'kiln help fire'.")
        #expect(
            message("fire", "-wt")
                == "kiln: fire: option '-t' needs a value. Type '-t DURATION'. See 'kiln help fire'.")
    }

    @Test func `a value for a flag is refused`() {
        #expect(
            message("fire", "--wait=yes")
                == "kiln: fire: option '--wait' takes no value, but got 'yes'. Type '--wait' alone. "
                + "See 'kiln help fire'.")
    }

    @Test func `an invalid value says what is expected`() {
        #expect(
            message("fire", "--shelves=65", "pot")
                == "kiln: fire: invalid value '65' for '--shelves'. Expected a whole number from 1 to 64. "
                + "See 'kiln help fire'.")
        #expect(
            message("fire", "-t", "soon", "pot")
                == "kiln: fire: invalid value 'soon' for '-t'. Expected a duration such as 250ms, 90s, 10m, 1.5h "
                + "or 2d, of at most 106751d. See 'kiln help fire'.")
        #expect(
            message("list", "pot")
                == "kiln: list: invalid value 'pot' for 'ID'. Expected a whole number of at least 1. "
                + "See 'kiln help list'.")
        #expect(
            message("--kiln=", "clean")
                == "kiln: clean: invalid value '' for '--kiln'. Expected text that is not empty. "
                + "See 'kiln help clean'.")
    }

    @Test func `too many and too few operands show the synopsis`() {
        #expect(
            message("clean", "it")
                == "kiln: clean: unexpected argument 'it'. Type 'kiln clean [OPTION]...'. See 'kiln help clean'.")
        #expect(
            message("show", "1", "2")
                == "kiln: show: unexpected argument '2'. Type 'kiln show [OPTION]... ID'. See 'kiln help show'.")
        #expect(message("show") == "kiln: show: missing ID. Type 'kiln show [OPTION]... ID'. See 'kiln help show'.")
        #expect(
            message("fire", "-w")
                == "kiln: fire: missing POT. Type 'kiln fire [OPTION]... POT [ARG]...'. See 'kiln help fire'.")
    }

    @Test func `options that exclude each other are refused together`() {
        #expect(
            message("fire", "-qw", "pot")
                == "kiln: fire: options '--wait' and '--quiet' exclude each other. Give only one of them. "
                + "See 'kiln help fire'.")
    }

    @Test func `a command refuses combinations in its own words`() {
        #expect(
            message("fire", "-w", "--shelves=33", "pot")
                == "kiln: fire: '--wait' is for 32 shelves at most. See 'kiln help fire'.")
    }

    @Test func `what was typed cannot break the line or the terminal`() {
        #expect(
            message([bytes("a\n\t\r\u{1B}[31m\\\u{7F}é\u{202E}\u{2028}") + [0xFF, 0xC3]])
                == "kiln: unknown command 'a\\n\\t\\r\\x1B[31m\\\\\\x7Fé\\u{202E}\\u{2028}\\xFF\\xC3'. "
                + "See 'kiln help'.")
    }
}

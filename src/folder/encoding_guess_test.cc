#include "folder/encoding_guess.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "folder/text_file.h"

namespace suit {
namespace {

// Typical sentences of comments, messages and documents.
struct Language {
  std::string_view name;
  std::vector<Encoding> encodings;
  std::vector<std::string_view> lines;
};

const std::vector<Language>& languages() {
  using enum Encoding;
  static const std::vector<Language> all = {
      {"Japanese",
       {kShiftJis, kEucJp, kIso2022Jp, kUtf16Le, kUtf16Be, kUtf32Le},
       {"設定ファイルを読み込み、見つからない場合は既定値を使用します。",
        "ユーザー名とパスワードを入力してください。", "この関数は配列の最大値を返す。",
        "日本語のコメントです", "エラーが発生したため、処理を中止しました。もう一度お試しください。"}},
      {"Korean",
       {kEucKr, kWindows949, kIso2022Kr, kUtf16Le},
       {"설정 파일을 읽고 없으면 기본값을 사용합니다.", "사용자 이름과 비밀번호를 입력하세요.",
        "이 함수는 배열의 최댓값을 반환한다.", "오류가 발생하여 작업을 중단했습니다. 다시 시도해 주세요."}},
      {"simplified Chinese",
       {kGbk, kGb18030, kUtf16Le, kUtf16Be},
       {"读取配置文件，如果找不到则使用默认值。", "请输入用户名和密码。", "该函数返回数组中的最大值。",
        "发生错误，操作已中止，请稍后重试。", "这里需要检查用户是否已经登录"}},
      {"traditional Chinese",
       {kBig5, kUtf16Be},
       {"讀取設定檔，如果找不到則使用預設值。", "請輸入使用者名稱和密碼。", "這個函式會傳回陣列中的最大值。",
        "發生錯誤，作業已中止，請稍後再試。"}},
      {"Russian",
       {kWindows1251, kKoi8R, kIso8859_5, kIbm866, kMacCyrillic, kUtf16Le, kUtf32Be},
       {"Читает файл настроек, а если его нет, использует значения по умолчанию.",
        "Введите имя пользователя и пароль.", "Функция возвращает наибольший элемент массива.",
        "Произошла ошибка, операция прервана. Попробуйте ещё раз.",
        "Проверяем, что пользователь вошёл в систему"}},
      {"Ukrainian",
       {kKoi8U, kWindows1251},
       {"Читає файл налаштувань, а якщо його немає, використовує типові значення.",
        "Введіть ім'я користувача та пароль.", "Функція повертає найбільший елемент масиву, її перевірено."}},
      {"Bulgarian",
       {kWindows1251, kIbm866},
       {"Чете файла с настройките, а ако липсва, използва стойностите по подразбиране.",
        "Въведете потребителско име и парола."}},
      {"Greek",
       {kWindows1253, kIso8859_7},
       {"Διαβάζει το αρχείο ρυθμίσεων και, αν δεν υπάρχει, χρησιμοποιεί τις προεπιλογές.",
        "Πληκτρολογήστε το όνομα χρήστη και τον κωδικό.",
        "Η συνάρτηση επιστρέφει το μεγαλύτερο στοιχείο του πίνακα."}},
      {"Turkish",
       {kWindows1254, kIso8859_9},
       {"Ayar dosyasını okur, bulamazsa varsayılan değerleri kullanır.",
        "Lütfen kullanıcı adınızı ve şifrenizi giriniz.",
        "İşlev, dizideki en büyük değeri döndürür; boş dizide hata oluşur."}},
      {"Hebrew",
       {kWindows1255, kIso8859_8},
       {"קורא את קובץ ההגדרות, ואם אינו קיים משתמש בערכי ברירת המחדל.", "נא להזין שם משתמש וסיסמה.",
        "הפונקציה מחזירה את הערך הגדול ביותר במערך."}},
      {"Arabic",
       {kWindows1256, kIso8859_6},
       {"يقرأ ملف الإعدادات، وإذا لم يجده يستخدم القيم الافتراضية.",
        "الرجاء إدخال اسم المستخدم وكلمة المرور.", "تعيد الدالة أكبر قيمة في المصفوفة."}},
      {"Polish",
       {kWindows1250, kIso8859_2},
       {"Odczytuje plik ustawień, a jeśli go nie ma, używa wartości domyślnych.",
        "Podaj nazwę użytkownika i hasło.",
        "Funkcja zwraca największy element tablicy; pusta tablica to błąd."}},
      {"Czech",
       {kWindows1250, kIso8859_2},
       {"Načte soubor s nastavením, a pokud neexistuje, použije výchozí hodnoty.",
        "Zadejte uživatelské jméno a heslo.",
        "Funkce vrátí největší prvek pole; prázdné pole způsobí chybu při běhu."}},
      {"Hungarian",
       {kWindows1250, kIso8859_2},
       {"Beolvassa a beállításokat, és ha nincsenek, az alapértelmezett értékeket használja.",
        "Adja meg a felhasználónevet és a jelszót.",
        "A függvény a tömb legnagyobb elemét adja vissza; üres tömbnél hibát jelez, és újból próbálkozik, ha "
        "szükséges: gyűjtő, őrző."}},
      {"Lithuanian",
       {kWindows1257},
       {"Nuskaito nustatymų failą, o jei jo nėra, naudoja numatytąsias reikšmes.",
        "Įveskite naudotojo vardą ir slaptažodį.",
        "Funkcija grąžina didžiausią masyvo elementą, jeigu masyvas nėra tuščias."}},
      {"Latvian",
       {kWindows1257},
       {"Nolasa iestatījumu failu, bet, ja tā nav, izmanto noklusējuma vērtības.",
        "Ievadiet lietotāja vārdu un paroli.",
        "Funkcija atgriež lielāko masīva elementu; tukšam masīvam ziņo par kļūdu."}},
      {"Vietnamese",
       {kWindows1258},
       {"\u0110o\u0323c t\u00EA\u0323p c\u00E2\u0301u hi\u0300nh, n\u00EA\u0301u kh\u00F4ng co\u0301 "
        "thi\u0300 d\u00F9ng gia\u0301 tri\u0323 m\u0103\u0323c \u0111i\u0323nh.",
        "Vui lo\u0300ng nh\u00E2\u0323p t\u00EAn ng\u01B0\u01A1\u0300i d\u00F9ng v\u00E0 m\u00E2\u0323t "
        "kh\u00E2\u0309u.",
        "L\u00F4\u0303i: kh\u00F4ng th\u00EA\u0309 m\u01A1\u0309 t\u00EA\u0323p tin."}},
      {"Thai",
       {kWindows874},
       {"อ่านไฟล์การตั้งค่า หากไม่พบจะใช้ค่าเริ่มต้น", "กรุณาป้อนชื่อผู้ใช้และรหัสผ่าน", "ฟังก์ชันนี้คืนค่ามากที่สุดในอาร์เรย์"}},
      {"German",
       {kLatin1, kIso8859_15, kMacRoman, kUtf16Le},
       {"Liest die Einstellungen und verwendet für fehlende Einträge die üblichen Werte.",
        "Bitte geben Sie Benutzernamen und Paßwort ein, anschließend bestätigen.",
        "Gibt das größte Element zurück; für ein leeres Feld wird ein Fehler ausgelöst."}},
      {"French",
       {kLatin1, kIso8859_15, kMacRoman},
       {"Lit le fichier de réglages et, s'il n'existe pas, utilise les valeurs par défaut.",
        "Veuillez saisir le nom d'utilisateur et le mot de passe, puis réessayez.",
        "Renvoie le plus grand élément du tableau ; un tableau vide provoque une erreur à l'exécution."}},
      {"Spanish",
       {kLatin1, kMacRoman},
       {"Lee el archivo de configuración y, si no existe, usa los valores predeterminados.",
        "Introduzca su contraseña. ¿Ha olvidado la contraseña?",
        "La función devuelve el mayor elemento; un vector vacío produce un error en la ejecución."}},
      {"Swedish",
       {kLatin1},
       {"Läser inställningarna och använder förvalda värden om filen saknas.",
        "Ange användarnamn och lösenord för att fortsätta.",
        "Funktionen återger det största värdet i fältet."}},
      {"Icelandic",
       {kLatin1},
       {"Les stillingar og notar sjálfgefin gildi ef skráin er ekki til.",
        "Sláðu inn notandanafn og aðgangsorð, síðan þarf að staðfesta."}},
      {"English",
       {kLatin1},
       {"It’s a “quoted” word — with a naïve café, and © 2021 by Zoë.",
        "Measured at 25 °C ± 2 °C; costs £5."}},
  };
  return all;
}

bool is_itself(std::string_view bytes, std::string_view text, bool* found) {
  TextFile file = read_text_file("a.txt", bytes);
  *found = false;
  if (file.kind == TextFileKind::kUndecodable || file.kind == TextFileKind::kBinary) return true;
  if (file.encoding == Encoding::kUnknown) {  // shown as ASCII and replacement characters
    for (std::string_view rest = file.text(bytes); !rest.empty();) {
      uint32_t point = static_cast<unsigned char>(rest[0]);
      rest.remove_prefix(std::max<size_t>(1, utf8_length(rest, &point)));
      if (point >= 0x80 && point != 0xFFFD) return false;
    }
    return true;
  }
  *found = true;
  return file.text(bytes) == text;
}

// In every encoding, a text is decoded correctly or reported as undecodable.
TEST(EncodingGuess, ATextIsItselfOrUndecodable) {
  size_t pages = 0, pages_found = 0, lines = 0, lines_found = 0;
  for (const Language& language : languages())
    for (Encoding encoding : language.encodings) {
      auto check = [&](const std::string& text, size_t& all, size_t& known) {
        auto bytes = encoded(encoding, text);
        ASSERT_TRUE(bytes) << language.name << " " << name_of(encoding) << " " << text;
        bool found = false;
        EXPECT_TRUE(is_itself(*bytes, text, &found))
            << language.name << " in " << name_of(encoding) << " as "
            << name_of(read_text_file("a", *bytes).encoding) << ": " << text;
        ++all;
        known += found;
        if (!found && &all == &pages)
          ADD_FAILURE() << language.name << " in " << name_of(encoding) << " is not recognised";
      };
      std::string page, commented;
      for (const std::string_view& line : language.lines) {
        page.append(line).append("\n");
        check(std::string(line), lines, lines_found);
        commented.append("  // ").append(line).append("\n  if (next(state) == 0) return error;\n");
        if (&line != &language.lines[0]) continue;
        check("int main(int argc, char **argv) {\n  /* " + std::string(line) +
                  " */\n  return run(argc, argv);\n}\n",
              lines, lines_found);
        check("x = load()  # " + std::string(line.substr(0, line.find(' '))) + "\n", lines, lines_found);
      }
      if (language.name == "English") continue;
      check(page, pages, pages_found);
      check(page + commented, pages, pages_found);
      std::string long_one;
      for (int i = 0; i < 60; ++i) long_one += page;
      check(long_one, pages, pages_found);
    }
  EXPECT_EQ(pages_found, pages);
  EXPECT_GE(lines_found * 10, lines * 8) << lines_found << " of " << lines;
}

TEST(EncodingGuess, UnicodeWithAndWithoutMarks) {
  using namespace std::literals;
  std::string text = "Größe: 5 µm\nпривет, 世界\n";
  for (auto [encoding, mark] : {std::pair(Encoding::kUtf16Le, "\xFF\xFE"s),
                                {Encoding::kUtf16Be, "\xFE\xFF"s},
                                {Encoding::kUtf32Le, "\xFF\xFE\0\0"s},
                                {Encoding::kUtf32Be, "\0\0\xFE\xFF"s}}) {
    std::string bytes = *encoded(encoding, text);
    EXPECT_EQ(read_text_file("a", mark + bytes).changed, text) << name_of(encoding);
    EXPECT_EQ(read_text_file("a", bytes).changed, text) << name_of(encoding);
    EXPECT_EQ(read_text_file("a", bytes).encoding, encoding);
  }
  EXPECT_EQ(read_text_file("a", std::string(64, '\0')).kind, TextFileKind::kBinary);
  std::string noise;
  for (unsigned i = 0; i < 4096; ++i) noise += static_cast<char>((i * 2654435761u) >> 13);
  EXPECT_EQ(read_text_file("a", noise).kind, TextFileKind::kBinary);
}

TEST(EncodingGuess, Utf8WithAFaultStaysUtf8) {
  TextFile one = read_text_file("a", "Größe und Maß, \xFF µ\n");
  EXPECT_EQ(one.encoding, Encoding::kUtf8WithErrors);
  EXPECT_EQ(one.errors, 1u);
  EXPECT_EQ(one.changed, "Größe und Maß, \xEF\xBF\xBD µ\n");
  // Cut in the middle of its only non-ASCII word.
  EXPECT_EQ(read_text_file("a", "naïve caf\xC3").changed, "naïve caf\xEF\xBF\xBD");
  // UTF-8 by chance.
  EXPECT_EQ(read_text_file("a", "x = 3  # %d\xC7\xAF\n").encoding, Encoding::kUnknown);
  EXPECT_EQ(read_text_file("a", "x = 3  # \xC4\xBF\xC2\xBC\n").encoding, Encoding::kUnknown);
  EXPECT_EQ(read_text_file("a", "x = 3  # é\n").changed, std::nullopt);
  EXPECT_EQ(read_text_file("a", "x = 3  # ½, ×\n").changed, std::nullopt);
  EXPECT_EQ(read_text_file("a", "x = 3  # țară, ș\n").changed, std::nullopt);
  // No evidence for any encoding.
  TextFile none = read_text_file("a", "plain words and \xFF, no more\n");
  EXPECT_EQ(none.kind, TextFileKind::kText);
  EXPECT_EQ(none.changed, "plain words and \xEF\xBF\xBD, no more\n");
}

TEST(EncodingGuess, WhatIsDeclaredWinsWhereItHolds) {
  auto check = [](Encoding encoding, const std::string& text) {
    std::string bytes = *encoded(encoding, text);
    EXPECT_EQ(read_text_file("a", bytes).encoding, encoding) << text;
    EXPECT_EQ(read_text_file("a", bytes).changed, text);
  };
  check(Encoding::kWindows1257, "# -*- coding: cp1257 -*-\nx = 'ė'\n");
  check(Encoding::kEucJp, "#!/usr/bin/ruby\n# coding: euc-jp\nputs '表'\n");
  check(Encoding::kIbm850, "x = 'é'\n# vim: set fenc=cp850 :\n");
  check(Encoding::kIso8859_4, "<?xml version=\"1.0\" encoding='ISO-8859-4'?>\n<a>ķ</a>\n");
  check(Encoding::kWindows874,
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; "
        "charset=tis-620\"></head>ไทย</html>\n");
  check(Encoding::kShiftJis, "@charset \"Shift_JIS\";\n/* 表 */\n");
  check(Encoding::kKoi8R, ";;; a.el -*- mode: lisp; coding: koi8-r-unix -*-\n; и\n");
  // A false declaration is ignored.
  EXPECT_EQ(read_text_file("a", "# coding: ascii\nx = 'Ж и Ш'\n").changed, std::nullopt);
  EXPECT_EQ(read_text_file("a", "# coding: latin-1\n# Überprüft größere Maßstäbe, für später\n").changed,
            std::nullopt);  // it is UTF-8
  EXPECT_EQ(read_text_file("a", "# coding: utf-8\n# Caf\xE9 au lait\n").changed,
            "# coding: utf-8\n# Café au lait\n");
  // A sentence is not a declaration.
  EXPECT_FALSE(declared_encoding("text about encoding: koi8-r\n"));
  EXPECT_FALSE(declared_encoding("# coding: no-such-thing\n"));
}

TEST(Encodings, OneTable) {
  size_t at = 0;
  for (const EncodingRow& row : encodings()) {
    EXPECT_EQ(static_cast<size_t>(row.encoding), at++);
    if (row.encoding > Encoding::kUnknown) {
      EXPECT_EQ(encoding_named(row.name), row.encoding) << row.name;
      EXPECT_EQ(decoded(row.encoding, encoded(row.encoding, "plain").value_or("")), "plain");
    }
  }
  EXPECT_EQ(encoding_named("sjis"), Encoding::kShiftJis);
  EXPECT_EQ(encoding_named("latin-1"), Encoding::kLatin1);
  EXPECT_EQ(encoding_named("gb2312"), Encoding::kGbk);
  EXPECT_EQ(encoding_named("UTF-8-unix"), Encoding::kUtf8);
  EXPECT_FALSE(encoding_named("klingon"));
  EXPECT_FALSE(decoded(Encoding::kShiftJis, "\x81"));
  EXPECT_FALSE(encoded(Encoding::kKoi8R, "日"));
}

}  // namespace
}  // namespace suit

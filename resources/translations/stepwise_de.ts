<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>stepwise</name>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Search</source>
        <translation>&amp;Suche</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Teach</source>
        <translation>&amp;Unterricht</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Com&amp;pare</source>
        <translation>Vergl&amp;eichen</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Copy the ro&amp;ws of the comparison</source>
        <translation>&amp;Zeilen des Vergleichs kopieren</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Copy the rows as &amp;Markdown</source>
        <translation>Zeilen als &amp;Markdown kopieren</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the chart as SV&amp;G …</source>
        <translation>Diagramm als SV&amp;G ausgeben …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the pro&amp;blems as CSV …</source>
        <translation>Auf&amp;gaben als CSV ausgeben …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as &amp;JSON …</source>
        <translation>Tabelle als &amp;JSON ausgeben …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as CS&amp;V …</source>
        <translation>Tabelle als CS&amp;V ausgeben …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as H&amp;TML …</source>
        <translation>Tabelle als H&amp;TML ausgeben …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as Mar&amp;kdown …</source>
        <translation>Tabelle als Mar&amp;kdown ausgeben …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>New &amp;comparison</source>
        <translation>Neuer &amp;Vergleich</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Open a c&amp;omparison …</source>
        <translation>Vergleich ö&amp;ffnen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Open a p&amp;lan …</source>
        <translation>P&amp;lan öffnen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Save the pla&amp;n …</source>
        <translation>Pla&amp;n speichern …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Start the &amp;comparison, or go on</source>
        <translation>&amp;Vergleich starten oder fortsetzen</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Stop the co&amp;mparison</source>
        <translation>Vergleich st&amp;oppen</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;About Stepwise</source>
        <translation>&amp;Über Stepwise</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;History</source>
        <translation>&amp;Verlauf</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;Next page</source>
        <translation>&amp;Nächste Seite</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;Solve</source>
        <translation>&amp;Lösen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Compare two runs</source>
        <translation>Zwei Läufe &amp;vergleichen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Delete the session</source>
        <translation>Sitzung &amp;löschen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Find a session</source>
        <translation>Sitzung &amp;suchen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Older run of the session</source>
        <translation>&amp;Älterer Lauf der Sitzung</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Rename the session</source>
        <translation>Sitzung &amp;umbenennen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Tags of the session …</source>
        <translation>Schlag&amp;wörter der Sitzung …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Undo the last change</source>
        <translation>Letzte Änderung &amp;rückgängig machen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Delete the chosen session</source>
        <translation>Gewählte Sitzung löschen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;HTML …</source>
        <translation>Als &amp;HTML exportieren …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;JSON …</source>
        <translation>Als &amp;JSON exportieren …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;LaTeX …</source>
        <translation>Als &amp;LaTeX exportieren …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;Markdown …</source>
        <translation>Als &amp;Markdown exportieren …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;PDF …</source>
        <translation>Als &amp;PDF exportieren …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Fav&amp;ourite, or no longer</source>
        <translation>&amp;Favorit, oder nicht mehr</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>I&amp;mport sessions …</source>
        <translation>Sitzungen &amp;importieren …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Ne&amp;wer run of the session</source>
        <translation>&amp;Neuerer Lauf der Sitzung</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Open the chosen session</source>
        <translation>Gewählte Sitzung öffnen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Show fa&amp;vourites only</source>
        <translation>Nur Fa&amp;voriten zeigen</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Solve the problem &amp;again</source>
        <translation>Aufgabe &amp;noch einmal lösen</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>La&amp;b</source>
        <translation>La&amp;bor</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Ne&amp;w in the lab …</source>
        <translation>Ne&amp;u im Labor …</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Open a lab &amp;folder …</source>
        <translation>Labor-&amp;Ordner öffnen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: skip</source>
        <translation>Durchsicht: überspringen</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: take the last one back</source>
        <translation>Durchsicht: das letzte Urteil zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: the reasoning is right</source>
        <translation>Durchsicht: der Gedankengang stimmt</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: the reasoning is wrong</source>
        <translation>Durchsicht: der Gedankengang ist falsch</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>St&amp;art in the lab, or go on</source>
        <translation>Im L&amp;abor beginnen oder weitermachen</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Stop the &amp;lab</source>
        <translation>&amp;Labor anhalten</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>&amp;Delete or forget the model …</source>
        <translation>Modell &amp;löschen oder vergessen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>&amp;Find models of other programs</source>
        <translation>Modelle anderer Programme &amp;suchen</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>&amp;Get, load or unload the model</source>
        <translation>Modell &amp;holen, laden oder entladen</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <location filename="../../app/views/comparison_models.py"/>
        <source>&amp;Models</source>
        <translation>&amp;Modelle</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>Add a model &amp;file …</source>
        <translation>Modell&amp;datei hinzufügen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/settings.py"/>
        <source>S&amp;ettings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Fork a new search from this step</source>
        <translation>Neue Suche von hier ab&amp;zweigen</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Go on with the same effort</source>
        <translation>Mit gleichem Aufwand &amp;weiter</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Insert a step of your own …</source>
        <translation>Eigenen Schritt ein&amp;fügen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;New problem</source>
        <translation>&amp;Neue Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Play the search, or halt</source>
        <translation>Suche ab&amp;spielen oder anhalten</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Start the search</source>
        <translation>Suche &amp;starten</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Copy the &amp;answer</source>
        <translation>&amp;Antwort kopieren</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Copy the &amp;step</source>
        <translation>&amp;Schritt kopieren</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Copy what has the focus: text, formula as TeX, step</source>
        <translation>Kopieren, was den Fokus hat: Text, Formel als TeX, Schritt</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>E&amp;dit this step …</source>
        <translation>Schritt &amp;bearbeiten …</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>E&amp;xpert settings</source>
        <translation>E&amp;xperteneinstellungen</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Give u&amp;p this step and all below it</source>
        <translation>Schritt und alles darunter auf&amp;geben</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Go on &amp;below this step</source>
        <translation>&amp;Unter diesem Schritt weiter</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Go on &amp;everywhere again</source>
        <translation>Wieder ü&amp;berall weiter</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Go on with &amp;more effort</source>
        <translation>Mit &amp;mehr Aufwand weiter</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>One step &amp;back</source>
        <translation>Einen Schritt &amp;zurück</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>One step &amp;on</source>
        <translation>Einen Schritt &amp;vor</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Pa&amp;use the search</source>
        <translation>Suche an&amp;halten</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>S&amp;top the search</source>
        <translation>Suche s&amp;toppen</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Show the whole tree</source>
        <translation>Den ganzen Baum zeigen</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>To the be&amp;ginning</source>
        <translation>Zum An&amp;fang</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>To the ne&amp;west step</source>
        <translation>Zum neuesten Sch&amp;ritt</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Walk the tree</source>
        <translation>Im Baum gehen</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Zoom the tree</source>
        <translation>Baum vergrößern oder verkleinern</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>&amp;Class sets…</source>
        <translation>&amp;Klassensätze …</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Hand-out…</source>
        <translation>&amp;Arbeitsblatt …</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Present</source>
        <translation>&amp;Vorführen</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Add to a class &amp;set…</source>
        <translation>Zu einem Klassen&amp;satz hinzufügen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Hand-out with &amp;answers…</source>
        <translation>Arbeitsblatt mit &amp;Lösungen …</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: begin the problem again</source>
        <translation>Vorführung: Aufgabe von vorn</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: black screen</source>
        <translation>Vorführung: schwarzer Schirm</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: end of the problem</source>
        <translation>Vorführung: ans Ende der Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: expand the reason</source>
        <translation>Vorführung: Begründung ausklappen</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: full screen, or a window</source>
        <translation>Vorführung: Vollbild oder Fenster</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: high contrast</source>
        <translation>Vorführung: hoher Kontrast</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: larger type</source>
        <translation>Vorführung: größere Schrift</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: leave</source>
        <translation>Vorführung: verlassen</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: next problem</source>
        <translation>Vorführung: nächste Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: problem before</source>
        <translation>Vorführung: vorige Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: reveal what comes next</source>
        <translation>Vorführung: zeigen, was folgt</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: show the code</source>
        <translation>Vorführung: Code zeigen</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: smaller type</source>
        <translation>Vorführung: kleinere Schrift</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: take it back</source>
        <translation>Vorführung: zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: where it goes wrong, and back</source>
        <translation>Vorführung: wo es falsch wird, und zurück</translation>
    </message>
    <message>
        <location filename="../../app/arms.py"/>
        <source>making {type}, {share:.0%} done</source>
        <translation>{type} wird erzeugt, {share:.0%} fertig</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>Accuracy against time</source>
        <translation>Genauigkeit nach Zeit</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Accuracy against tokens</source>
        <translation>Genauigkeit nach Tokens</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>Area: memory of the engine.</source>
        <translation>Fläche: Speicher der Engine.</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>Colour: model and quantization. Shape: policy. Bars: 95 % interval. Dashed: nothing is better in both.</source>
        <translation>Farbe: Modell und Quantisierung. Form: Suchweise. Striche: 95-%-Intervall. Gestrichelt: nichts ist in beidem besser.</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <location filename="../../app/state/comparison_words.py"/>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>seconds a problem</source>
        <translation>Sekunden je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>tokens sampled for a problem</source>
        <translation>erzeugte Tokens je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>Skipped {what}: {reason}</source>
        <translation>Übersprungen: {what}: {reason}</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>This system tells no energy; that column is left out.</source>
        <translation>Dieses System nennt keine Energie; die Spalte fehlt.</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{name} is no UTF-8; it was read as {encoding}.</source>
        <translation>{name} ist kein UTF-8; gelesen als {encoding}.</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{name}: reading the text</source>
        <translation>{name}: der Text wird gelesen</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{variant}, {policy}, {set}: problem {number} of {total}</source>
        <translation>{variant}, {policy}, {set}: Aufgabe {number} von {total}</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{variant}: looking at the file</source>
        <translation>{variant}: die Datei wird angesehen</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{variant}: measuring pp512 and tg128</source>
        <translation>{variant}: pp512 und tg128 werden gemessen</translation>
    </message>
    <message>
        <location filename="../../app/comparison_desk.py"/>
        <source>No plan is kept in {folder}; it can be looked at, and its plan opened to go on.</source>
        <translation>In {folder} liegt kein Plan; ansehen geht, zum Fortsetzen öffnen Sie seinen Plan.</translation>
    </message>
    <message>
        <location filename="../../app/export/handout.py"/>
        <source>Name: {line}  Date: {line}</source>
        <translation>Name: {line}  Datum: {line}</translation>
    </message>
    <message>
        <location filename="../../app/export/handout.py"/>
        <source>Prepared with Stepwise on {day}. Steps and answers were written by a language model; the marks say how far they are verified.</source>
        <translation>Mit Stepwise vorbereitet am {day}. Schritte und Antworten hat ein Sprachmodell geschrieben; die Vermerke sagen, wie weit sie geprüft sind.</translation>
    </message>
    <message>
        <location filename="../../app/export/handout.py"/>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <location filename="../../app/views/teaching.py"/>
        <source>Problems</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <source>answer {answer}</source>
        <translation>Antwort {answer}</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <source>expected</source>
        <translation>erwartet</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <location filename="../../app/items/node_words.py"/>
        <source>problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <source>{seconds:.1f} s, {tokens:,} tokens</source>
        <translation>{seconds:.1f} s, {tokens:,} Tokens</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_table.py"/>
        <source>{label}: {accuracy:.1%} right, {low:.1%} to {high:.1%}, {seconds:.1f} s a problem</source>
        <translation>{label}: {accuracy:.1%} richtig, {low:.1%} bis {high:.1%}, {seconds:.1f} s je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/answer_card.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/views/history_head.py"/>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/items/node_words.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <location filename="../../app/views/teaching.py"/>
        <location filename="../../app/views/tree_looks.py"/>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/items/lab_list.py"/>
        <location filename="../../app/items/model_list.py"/>
        <location filename="../../app/items/tree_model.py"/>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <source>Tags: {tags}</source>
        <translation>Schlagwörter: {tags}</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <location filename="../../app/items/lab_list.py"/>
        <location filename="../../app/model_facts.py"/>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <location filename="../../app/items/lab_list.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>Needs</source>
        <translation>Braucht</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <location filename="../../app/model_facts.py"/>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>begun</source>
        <translation>begonnen</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>cannot be used</source>
        <translation>nicht brauchbar</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>here, linked</source>
        <translation>hier, verknüpft</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>loaded</source>
        <translation>geladen</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>{size}: too large</source>
        <translation>{size}: zu groß</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>Problem: {title}</source>
        <translation>Aufgabe: {title}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>Step {number}</source>
        <translation>Schritt {number}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>Step {number}: {title}</source>
        <translation>Schritt {number}: {title}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>best path, {word}</source>
        <translation>bester Weg, {word}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>value {value}, {count} visit</source>
        <translation>Wert {value}, {count} Besuch</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>value {value}, {count} visits</source>
        <translation>Wert {value}, {count} Besuche</translation>
    </message>
    <message>
        <location filename="../../app/items/tree_model.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/inspector.py"/>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <location filename="../../app/items/tree_model.py"/>
        <location filename="../../app/views/why_panel.py"/>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <location filename="../../app/items/tree_model.py"/>
        <source>Visits</source>
        <translation>Besuche</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>A script has no parameters; choose seconds or the number of samples as what is equal.</source>
        <translation>Ein Skript hat keine Parameter; wählen Sie Sekunden oder die Zahl der Stichproben als das, was gleich sein soll.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>A token of the strong model costs {ratio} times the FLOPs ({strong} and {weak} parameters).</source>
        <translation>Ein Token des starken Modells kostet das {ratio}-Fache an FLOPs ({strong} und {weak} Parameter).</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>First {candidates} samples of each of {count} problems, then {rounds} rounds: search, train, measure; {held} problems are held out.</source>
        <translation>Zuerst {candidates} Stichproben von jeder der {count} Aufgaben, dann {rounds} Runden: suchen, trainieren, messen; {held} Aufgaben werden zurückgehalten.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Gathers the steps of {count} campaigns, then trains up to {epochs} epochs in {folds} parts.</source>
        <translation>Sammelt die Schritte von {count} Kampagnen und trainiert dann bis zu {epochs} Epochen in {folds} Teilen.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Of each of {count} problems the strong model draws {strong} samples and the weak one {weak}.</source>
        <translation>Von jeder der {count} Aufgaben zieht das starke Modell {strong} Stichproben und das schwache {weak}.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>On the processor that takes about {needed} of memory; {free} are free.</source>
        <translation>Auf dem Prozessor braucht das etwa {needed} Speicher; {free} sind frei.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Roughly {time} on this computer, at the speed that was measured here.</source>
        <translation>Ungefähr {time} auf diesem Computer, bei der hier gemessenen Geschwindigkeit.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Roughly {time} on this computer; a graphics card is much faster.</source>
        <translation>Ungefähr {time} auf diesem Computer; eine Grafikkarte ist viel schneller.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Roughly {time} on this computer; its speed was not measured yet.</source>
        <translation>Ungefähr {time} auf diesem Computer; seine Geschwindigkeit wurde noch nicht gemessen.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>The strong model draws {strong} samples of each of {count} problems; how many the weak one draws in the same time is measured on a few of them first.</source>
        <translation>Das starke Modell zieht {strong} Stichproben von jeder der {count} Aufgaben; wie viele das schwache in derselben Zeit zieht, wird zuerst an einigen gemessen.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>The training of the model itself comes on top, and is not in that time.</source>
        <translation>Das Training des Modells selbst kommt hinzu und ist in dieser Zeit nicht enthalten.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} draws {samples} samples of each of {count} problems.</source>
        <translation>{model} zieht {samples} Stichproben von jeder der {count} Aufgaben.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} learns from {batch} pairs of a better and a worse step in each of {steps} steps.</source>
        <translation>{model} lernt in jedem von {steps} Schritten aus {batch} Paaren eines besseren und eines schlechteren Schritts.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} learns from {batch} right solutions in each of {steps} steps.</source>
        <translation>{model} lernt in jedem von {steps} Schritten aus {batch} richtigen Lösungen.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} was fine-tuned already; choose {base}, the model alone.</source>
        <translation>{model} wurde schon feinabgestimmt; wählen Sie {base}, das Modell allein.</translation>
    </message>
    <message>
        <location filename="../../app/lab_desk.py"/>
        <source>{count} files are in {folder}.</source>
        <translation>{count} Dateien liegen in {folder}.</translation>
    </message>
    <message>
        <location filename="../../app/lab_desk.py"/>
        <source>{name} is off the list.</source>
        <translation>{name} steht nicht mehr auf der Liste.</translation>
    </message>
    <message>
        <location filename="../../app/lab_desk.py"/>
        <source>{name} is off the list; its files stay where they are: {path}</source>
        <translation>{name} steht nicht mehr auf der Liste; die Dateien bleiben, wo sie sind: {path}</translation>
    </message>
    <message>
        <location filename="../../app/lab_orders.py"/>
        <source>Choose one campaign or more whose right solutions are to be learnt.</source>
        <translation>Wählen Sie eine oder mehrere Kampagnen, deren richtige Lösungen gelernt werden sollen.</translation>
    </message>
    <message>
        <location filename="../../app/lab_orders.py"/>
        <source>This needs PyTorch, which is not installed: run 'pip install stepwise-desktop[train]'.</source>
        <translation>Das braucht PyTorch, das nicht installiert ist: führen Sie 'pip install stepwise-desktop[train]' aus.</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <source>Gathering the steps of the campaigns …</source>
        <translation>Die Schritte der Kampagnen werden gesammelt …</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <source>Searches with {model} use this preference model from now on.</source>
        <translation>Suchen mit {model} benutzen von jetzt an dieses Bewertungsmodell.</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <source>Searches with {model} use what came with Stepwise again.</source>
        <translation>Suchen mit {model} benutzen wieder, was mit Stepwise kam.</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <location filename="../../app/lab_tuning.py"/>
        <source>Starting the training …</source>
        <translation>Das Training beginnt …</translation>
    </message>
    <message>
        <location filename="../../app/lab_tuning.py"/>
        <source>Gathering the solutions …</source>
        <translation>Die Lösungen werden gesammelt …</translation>
    </message>
    <message>
        <location filename="../../app/lab_tuning.py"/>
        <source>There is no result yet; let the training end first.</source>
        <translation>Es gibt noch kein Ergebnis; lassen Sie das Training erst zu Ende gehen.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>1 model was added; its file stays where it is.</source>
        <translation>1 Modell wurde hinzugefügt; seine Datei bleibt, wo sie ist.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>Not on this computer yet; what it needs is estimated from its size.</source>
        <translation>Noch nicht auf diesem Rechner; der Bedarf ist aus der Größe geschätzt.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>The file of {name} ({size}) is deleted from this computer: {path}. Sessions made with it stay.</source>
        <translation>Die Datei von {name} ({size}) wird von diesem Rechner gelöscht: {path}. Sitzungen, die damit entstanden, bleiben.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>What has arrived of {name} ({size}) is deleted.</source>
        <translation>Was von {name} schon da ist ({size}), wird gelöscht.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>needs about {needed}, {free} free</source>
        <translation>braucht etwa {needed}, {free} frei</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>needs {needed}, {free} free</source>
        <translation>braucht {needed}, {free} frei</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{count} models were added.</source>
        <translation>{count} Modelle wurden hinzugefügt.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{memory} of memory and {disk} of disk are free.</source>
        <translation>{memory} Arbeitsspeicher und {disk} auf der Platte sind frei.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} is taken off the list. Its file stays where it is: {path}</source>
        <translation>{name} wird aus der Liste genommen. Die Datei bleibt, wo sie ist: {path}</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} was added; its file stays where it is.</source>
        <translation>{name} wurde hinzugefügt; die Datei bleibt, wo sie ist.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} was deleted.</source>
        <translation>{name} wurde gelöscht.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} was forgotten; its file stays where it is: {path}</source>
        <translation>{name} wurde vergessen; die Datei bleibt, wo sie ist: {path}</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Belongs to</source>
        <translation>Gehört</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Chosen</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Comes from</source>
        <translation>Kommt von</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Fits</source>
        <translation>Passt zu</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Held-out pairs</source>
        <translation>Zurückgehaltene Paare</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Held-out problems</source>
        <translation>Zurückgehaltene Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Longest context</source>
        <translation>Längster Kontext</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Made here</source>
        <translation>Hier gemacht</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Made with</source>
        <translation>Gemacht mit</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Needs {total} of memory: {weights} weights, {context} context, {buffers} buffers; {free} are free.</source>
        <translation>Braucht {total} Arbeitsspeicher: {weights} Gewichte, {context} Kontext, {buffers} Puffer; {free} sind frei.</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/comparison_progress.py"/>
        <source>Notes</source>
        <translation>Anmerkungen</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Other programs kept {cores} cores busy meanwhile: measure again when the computer is idle.</source>
        <translation>Andere Programme haben währenddessen {cores} Kerne beschäftigt: noch einmal messen, wenn der Rechner ruht.</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Take care</source>
        <translation>Vorsicht</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Writes its steps</source>
        <translation>Schreibt seine Schritte</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/model_tuner.py"/>
        <source>as llama.cpp chooses</source>
        <translation>wie llama.cpp es wählt</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>as programs</source>
        <translation>als Programme</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>as text</source>
        <translation>als Text</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>not known: ask whoever gave you the file</source>
        <translation>nicht bekannt: fragen Sie, von wem die Datei ist</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>not verified by us; compared with the one its publisher names</source>
        <translation>von uns nicht geprüft; verglichen mit der, die der Herausgeber nennt</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/model_tuner.py"/>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/model_tuner.py"/>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>the better of two steps is found in {share} % of {pairs} pairs of steps</source>
        <translation>der bessere von zwei Schritten wird in {share} % von {pairs} Paaren gefunden</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>you or another program; used where it lies, never deleted here</source>
        <translation>Ihnen oder einem anderen Programm; wird benutzt, wo sie liegt, und hier nie gelöscht</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{area} area under the curve, right against wrong solutions of {problems} unseen problems</source>
        <translation>{area} Fläche unter der Kurve, richtige gegen falsche Lösungen von {problems} nie gesehenen Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{count} tokens</source>
        <translation>{count} Token</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{speed} tokens/s</source>
        <translation>{speed} Token/s</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{threads} threads, flash attention {flash}, {width} lines of thought at a time</source>
        <translation>{threads} Threads, Flash Attention {flash}, {width} Lösungswege auf einmal</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The best choice for this computer: it is the best checked model, and {free} of memory are free.</source>
        <translation>Die beste Wahl für diesen Rechner: Es ist das beste geprüfte Modell, und {free} Speicher sind frei.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The best choice for this computer: {best} wants {wanted} of free memory, and there are {free}.</source>
        <translation>Die beste Wahl für diesen Rechner: {best} braucht {wanted} freien Speicher, vorhanden sind {free}.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The file can be read; its SHA-256 is {sum}, with none to compare it with.</source>
        <translation>Die Datei ist lesbar; ihre SHA-256 ist {sum}, zum Vergleich ist keine bekannt.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The file is sound: its SHA-256 is {sum}, as it should be.</source>
        <translation>Die Datei ist in Ordnung: ihre SHA-256 ist {sum}, wie es sein soll.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The size of the download is not known; {free} of memory are free.</source>
        <translation>Die Größe des Downloads ist nicht bekannt; {free} Speicher sind frei.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>{size} to download; {free} of memory are free.</source>
        <translation>{size} zu laden; {free} Speicher sind frei.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>A copy of the sessions from before an update</source>
        <translation>Kopie der Sitzungen von vor einer Aktualisierung</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Campaigns, evolutions and trainings of the lab</source>
        <translation>Kampagnen, Evolutionen und Trainings des Labors</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Comparisons of models, with their tables and charts</source>
        <translation>Vergleiche von Modellen, mit Tabellen und Diagrammen</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Fastest settings measured on this computer</source>
        <translation>Schnellste Einstellungen, auf diesem Rechner gemessen</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Measurements and training data that you made in the lab</source>
        <translation>Messungen und Trainingsdaten aus Ihrem Labor</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Models that you fetched or made here</source>
        <translation>Modelle, die Sie geholt oder hier gemacht haben</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Nothing is counted, measured or reported to anybody. Crash reports are files in the folder of logs.</source>
        <translation>Nichts wird gezählt, gemessen oder jemandem gemeldet. Absturzberichte sind Dateien im Ordner der Protokolle.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Only when you ask for a model is something asked from the network: the model's file, from {hub}.</source>
        <translation>Nur wenn Sie ein Modell holen, wird etwas aus dem Netz verlangt: die Datei des Modells, von {hub}.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Other files</source>
        <translation>Andere Dateien</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Preference models of your own</source>
        <translation>Eigene Bewertungsmodelle</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Problems, answers, models' thoughts and settings stay on this computer. There is no account.</source>
        <translation>Aufgaben, Antworten, Gedanken der Modelle und Einstellungen bleiben auf diesem Rechner. Es gibt kein Konto.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Problems, sessions, tags and settings</source>
        <translation>Aufgaben, Sitzungen, Schlagwörter und Einstellungen</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Programs that a model writes run in a sandbox without network and without your files.</source>
        <translation>Programme, die ein Modell schreibt, laufen in einer Sandbox ohne Netz und ohne Ihre Dateien.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Sessions that are being written</source>
        <translation>Sitzungen, die gerade geschrieben werden</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>What the engine and the window noted, and crash reports</source>
        <translation>Was Engine und Fenster notiert haben, und Absturzberichte</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Where that cannot be reached, some models come from the package index that Python is set up for here.</source>
        <translation>Ist das nicht erreichbar, kommen einige Modelle aus dem Paketverzeichnis, das hier für Python eingestellt ist.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Which models there are, and where linked ones lie</source>
        <translation>Welche Modelle es gibt und wo verknüpfte liegen</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>With such a request goes what every download shows: your network address and the name of the file.</source>
        <translation>Dabei wird bekannt, was jeder Download zeigt: Ihre Netzadresse und der Name der Datei.</translation>
    </message>
    <message>
        <location filename="../../app/power.py"/>
        <source>On battery ({left}): this search keeps the computer busy for up to {minutes} minutes more.</source>
        <translation>Auf Akku ({left}): diese Suche beschäftigt den Rechner noch bis zu {minutes} Minuten.</translation>
    </message>
    <message>
        <location filename="../../app/power.py"/>
        <source>{percent} % are left</source>
        <translation>{percent} % übrig</translation>
    </message>
    <message>
        <location filename="../../app/power.py"/>
        <source>{percent} % are left, about {minutes} minutes of use</source>
        <translation>{percent} % übrig, etwa {minutes} Minuten</translation>
    </message>
    <message>
        <location filename="../../app/preferences.py"/>
        <source>These settings could not be read and are as at the start again: {names}. Choose them anew.</source>
        <translation>Diese Einstellungen waren nicht lesbar und sind wieder wie am Anfang: {names}. Bitte neu wählen.</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Different right programs of a problem</source>
        <translation>Verschiedene richtige Programme je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Diversity</source>
        <translation>Vielfalt</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Samples of each problem</source>
        <translation>Stichproben je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Seconds for each problem</source>
        <translation>Sekunden je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Share of problems</source>
        <translation>Anteil der Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>TFLOPs for each problem</source>
        <translation>TFLOPs je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>strong</source>
        <translation>stark</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>weak</source>
        <translation>schwach</translation>
    </message>
    <message>
        <location filename="../../app/shelves.py"/>
        <source>Run {number} of {count}</source>
        <translation>Lauf {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>1 combination</source>
        <translation>1 Kombination</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>1 model file is made first, unless it is here.</source>
        <translation>1 Modelldatei wird zuerst erzeugt, falls sie fehlt.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>About {time}, going by earlier comparisons here.</source>
        <translation>Etwa {time}, nach früheren Vergleichen hier.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>All {count} searches of this plan are done.</source>
        <translation>Alle {count} Suchen dieses Plans sind fertig.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose a problem set.</source>
        <translation>Wählen Sie eine Aufgabensammlung.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose a quantization; the file as it is counts as one.</source>
        <translation>Wählen Sie eine Quantisierung; die Datei, wie sie ist, zählt als eine.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose one effort or more.</source>
        <translation>Wählen Sie einen Aufwand oder mehrere.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose one model or more.</source>
        <translation>Wählen Sie ein Modell oder mehrere.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose one way of searching or more.</source>
        <translation>Wählen Sie eine Suchweise oder mehrere.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Type seeds as whole numbers with commas, such as 0, 1, 2.</source>
        <translation>Geben Sie Startwerte als ganze Zahlen mit Kommas ein, etwa 0, 1, 2.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Very roughly {time}; nothing like it was measured here yet.</source>
        <translation>Sehr grob {time}; Ähnliches wurde hier noch nicht gemessen.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>a minute</source>
        <translation>eine Minute</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}, 1 search.</source>
        <translation>{arms}, 1 Suche.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}, {count} searches, {done} of them done.</source>
        <translation>{arms}, {count} Suchen, {done} davon fertig.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}, {count} searches.</source>
        <translation>{arms}, {count} Suchen.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}; how many problems there are is known once the set is fetched.</source>
        <translation>{arms}; wie viele Aufgaben es sind, zeigt sich, wenn die Sammlung geholt ist.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{count} combinations</source>
        <translation>{count} Kombinationen</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{count} model files are made first, unless they are here.</source>
        <translation>{count} Modelldateien werden zuerst erzeugt, falls sie fehlen.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>Select two rows of one set to see whether they differ.</source>
        <translation>Wählen Sie zwei Zeilen einer Sammlung, um zu sehen, ob sie sich unterscheiden.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>These rows are of different sets; select two of one set.</source>
        <translation>Diese Zeilen gehören zu verschiedenen Sammlungen; wählen Sie zwei aus einer.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>These rows have no problem in common yet.</source>
        <translation>Diese Zeilen haben noch keine gemeinsame Aufgabe.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{better} is ahead of {worse} by {points:.1f} points, which may be chance ({figures}).</source>
        <translation>{better} liegt um {points:.1f} Punkte vor {worse}, was Zufall sein kann ({figures}).</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{better} is better than {worse} by {points:.1f} points, more than chance would explain ({figures}).</source>
        <translation>{better} ist um {points:.1f} Punkte besser als {worse}, mehr als der Zufall erklärt ({figures}).</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{figures}; McNemar's exact p = {p:.3f}</source>
        <translation>{figures}; McNemars exaktes p = {p:.3f}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{first} and {second} are right equally often ({figures}).</source>
        <translation>{first} und {second} sind gleich oft richtig ({figures}).</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{label}, seed {seed}</source>
        <translation>{label}, Startwert {seed}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{label}: {accuracy:.0%} in {seconds:.1f} s</source>
        <translation>{label}: {accuracy:.0%} in {seconds:.1f} s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{label}: {accuracy:.0%} with {tokens:,.0f} tokens</source>
        <translation>{label}: {accuracy:.0%} mit {tokens:,.0f} Tokens</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{low:+.1f} to {high:+.1f} points, {problems} problems; right in one alone: {first} and {second}</source>
        <translation>{low:+.1f} bis {high:+.1f} Punkte, {problems} Aufgaben; nur in einer richtig: {first} und {second}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>Finished.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>Finished; some of it was skipped, see the notes.</source>
        <translation>Fertig; einiges wurde übersprungen, siehe die Hinweise.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Getting ready …</source>
        <translation>Wird vorbereitet …</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>It could not go on: {reason} What is measured is kept.</source>
        <translation>Es ging nicht weiter: {reason} Das Gemessene bleibt.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>Stopped. What is measured is kept; it can go on at any time.</source>
        <translation>Gestoppt. Das Gemessene bleibt; es kann jederzeit weitergehen.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Stopping …</source>
        <translation>Stoppt …</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>{done:,} of {total:,} problems</source>
        <translation>{done:,} von {total:,} Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>{figures}, about {time} left</source>
        <translation>{figures}, noch etwa {time}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>As how large a model of the measured family it answers.</source>
        <translation>Wie ein wie großes Modell der gemessenen Familie es antwortet.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <location filename="../../app/views/settings_general.py"/>
        <source>Deep</source>
        <translation>Tief</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>J</source>
        <translation>J</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Joules of the processor for a problem, on average.</source>
        <translation>Joule des Prozessors je Aufgabe, im Mittel.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>KL divergence (nats a token) from the file that a copy was made from: 0 is the same.</source>
        <translation>KL-Divergenz (Nats je Token) zur Datei, aus der die Kopie entstand: 0 ist gleich.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>KL from source</source>
        <translation>KL zur Quelle</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Memory that was estimated before the model was loaded.</source>
        <translation>Speicher, der vor dem Laden geschätzt wurde.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Most memory that the engine has taken.</source>
        <translation>Der meiste Speicher, den die Engine belegt hat.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <location filename="../../app/views/settings_general.py"/>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Of a fixed text: lower is better.</source>
        <translation>Eines festen Textes: weniger ist besser.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Problems that were solved, or tried.</source>
        <translation>Aufgaben, die gelöst oder versucht wurden.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Problems whose search ended without a result.</source>
        <translation>Aufgaben, deren Suche ohne Ergebnis endete.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <location filename="../../app/views/settings_general.py"/>
        <source>Quick</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Reading a prompt of 512 tokens, as llama-bench measures it: mean ± deviation.</source>
        <translation>Lesen von 512 Tokens, wie llama-bench es misst: Mittel ± Abweichung.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Seconds of a search, on average.</source>
        <translation>Sekunden einer Suche, im Mittel.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Share of the problems whose answer equals the expected one.</source>
        <translation>Anteil der Aufgaben, deren Antwort der erwarteten gleicht.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Tokens sampled for a problem, on average.</source>
        <translation>Erzeugte Tokens je Aufgabe, im Mittel.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Tokens sampled in a second of the searches.</source>
        <translation>Erzeugte Tokens in einer Sekunde der Suchen.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Way of searching.</source>
        <translation>Wie gesucht wird.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Wilson's 95 % interval of the accuracy.</source>
        <translation>Wilsons 95-%-Intervall der Genauigkeit.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Writing 128 tokens one by one, as llama-bench measures it: mean ± deviation.</source>
        <translation>Schreiben von 128 Tokens einzeln, wie llama-bench es misst: Mittel ± Abweichung.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>distilled</source>
        <translation>destilliert</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>effective size</source>
        <translation>wirksame Größe</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>effort</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/state/words.py"/>
        <location filename="../../app/views/tree_legend.py"/>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>for any task</source>
        <translation>für jede Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>for one kind of task</source>
        <translation>für eine Art von Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>made</source>
        <translation>gemacht</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>memory estimated</source>
        <translation>Speicher geschätzt</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>memory peak</source>
        <translation>Speicher höchstens</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>not solved yet</source>
        <translation>noch nicht gelöst</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>policy</source>
        <translation>Suchweise</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>pp512 t/s</source>
        <translation>pp512 t/s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>pruned</source>
        <translation>gestutzt</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>quantization</source>
        <translation>Quantisierung</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>quantized</source>
        <translation>quantisiert</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>set</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>synthetic data</source>
        <translation>synthetische Daten</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>t/s</source>
        <translation>t/s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>tg128 t/s</source>
        <translation>tg128 t/s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>0, samples</source>
        <translation>0, Stichproben</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>0, search</source>
        <translation>0, Suche</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Checking the right answers and counting …</source>
        <translation>Richtige Antworten werden geprüft und gezählt …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Drawing samples …</source>
        <translation>Stichproben werden gezogen …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Epoch {epoch}: loss {loss}</source>
        <translation>Epoche {epoch}: Verlust {loss}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Held-out loss</source>
        <translation>Verlust an Zurückgehaltenem</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Loading the model …</source>
        <translation>Das Modell wird geladen …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Loss and held-out measure</source>
        <translation>Verlust und Maß an Zurückgehaltenem</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Loss of a token, in nats</source>
        <translation>Verlust je Token, in Nats</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Measuring on held-out problems …</source>
        <translation>Messung an zurückgehaltenen Aufgaben …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: deciding</source>
        <translation>Runde {number}: Entscheidung</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: measuring it on held-out problems</source>
        <translation>Runde {number}: Messung an zurückgehaltenen Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: putting the training data together</source>
        <translation>Runde {number}: Trainingsdaten werden zusammengestellt</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: searching</source>
        <translation>Runde {number}: Suche</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: the model that writes the steps</source>
        <translation>Runde {number}: das Modell, das die Schritte schreibt</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: the new model solves all problems</source>
        <translation>Runde {number}: das neue Modell löst alle Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: training the preference model</source>
        <translation>Runde {number}: das Bewertungsmodell wird trainiert</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Sampling solutions of all problems</source>
        <translation>Lösungen aller Aufgaben werden gezogen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Searching the held-out problems without a preference model</source>
        <translation>Die zurückgehaltenen Aufgaben werden ohne Bewertungsmodell durchsucht</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Solutions</source>
        <translation>Lösungen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Step {done} of {total}</source>
        <translation>Schritt {done} von {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Strong model</source>
        <translation>Starkes Modell</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>This stage: {done} of {total} problems</source>
        <translation>Dieser Abschnitt: {done} von {total} Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/inspector.py"/>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_entry.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Weak model</source>
        <translation>Schwaches Modell</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Worth</source>
        <translation>Wert</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Writing the result …</source>
        <translation>Das Ergebnis wird geschrieben …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>answered right</source>
        <translation>richtig beantwortet</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>area under the curve</source>
        <translation>Fläche unter der Kurve</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>at work</source>
        <translation>in Arbeit</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>cost in FLOPs</source>
        <translation>Kosten in FLOPs</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>cost in seconds</source>
        <translation>Kosten in Sekunden</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>cost of a problem</source>
        <translation>Kosten je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>different right programs</source>
        <translation>verschiedene richtige Programme</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>diversity</source>
        <translation>Vielfalt</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>easy</source>
        <translation>leicht</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>false positives, automatic</source>
        <translation>falsch Positive, automatisch</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>false positives, by a person</source>
        <translation>falsch Positive, von einem Menschen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>fine-tuning</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>hard</source>
        <translation>schwer</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>held-out loss</source>
        <translation>Verlust an Zurückgehaltenem</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>held-out loss {value}</source>
        <translation>Verlust an Zurückgehaltenem {value}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>held-out measure</source>
        <translation>Maß an Zurückgehaltenem</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>high budget, strong</source>
        <translation>großes Budget, stark</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>high budget, weak</source>
        <translation>großes Budget, schwach</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>loss {value}</source>
        <translation>Verlust {value}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>low budget, strong</source>
        <translation>kleines Budget, stark</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>low budget, weak</source>
        <translation>kleines Budget, schwach</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>middle</source>
        <translation>mittel</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>not reviewed yet</source>
        <translation>noch nicht durchgesehen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>pairs in order</source>
        <translation>Paare richtig geordnet</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/state/words.py"/>
        <source>preference model</source>
        <translation>Bewertungsmodell</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>right samples</source>
        <translation>richtige Stichproben</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>rolled back</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>round</source>
        <translation>Runde</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>samples of a problem</source>
        <translation>Stichproben je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>self-evolution</source>
        <translation>Selbst-Evolution</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>solved to train on</source>
        <translation>zum Trainieren gelöst</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>some solution right</source>
        <translation>eine Lösung richtig</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>the better one is found in {share} % of held-out pairs</source>
        <translation>in {share} % der zurückgehaltenen Paare wird das bessere gefunden</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>tokens a problem</source>
        <translation>Tokens je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>tokens through the model</source>
        <translation>Tokens durch das Modell</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>training data</source>
        <translation>Trainingsdaten</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>two models</source>
        <translation>zwei Modelle</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>under way</source>
        <translation>im Gang</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{before} before, {after} after, on {count} pairs</source>
        <translation>{before} vorher, {after} nachher, an {count} Paaren</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{before} before, {after} after, on {count} solutions</source>
        <translation>{before} vorher, {after} nachher, an {count} Lösungen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{count} could not be checked</source>
        <translation>{count} konnten nicht geprüft werden</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{count} tokens/s</source>
        <translation>{count} Tokens/s</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/model_downloads.py"/>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{epoch}, held-out measure {value}</source>
        <translation>{epoch}, Maß an Zurückgehaltenem {value}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{model}: {done} of {total} rounds</source>
        <translation>{model}: {done} von {total} Runden</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{model}: {done} of {total} steps</source>
        <translation>{model}: {done} von {total} Schritten</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{part}, {model}: {done} of {total} problems</source>
        <translation>{part}, {model}: {done} von {total} Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{peak} at most, {estimated} were expected</source>
        <translation>höchstens {peak}, {estimated} waren erwartet</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{share} of {count}</source>
        <translation>{share} von {count}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/model_downloads.py"/>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{weak} (weak) against {strong} (strong) on {count} problems; the weak one cost {share} % less.</source>
        <translation>{weak} (schwach) gegen {strong} (stark) an {count} Aufgaben; das schwache kostete {share} % weniger.</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{weak} (weak) against {strong} (strong) on {count} problems; the weak one cost {share} % more.</source>
        <translation>{weak} (schwach) gegen {strong} (stark) an {count} Aufgaben; das schwache kostete {share} % mehr.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source> (line {line})</source>
        <translation> (Zeile {line})</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <location filename="../../app/views/answer_card.py"/>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <location filename="../../app/views/inspector.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>A step without a sentence.</source>
        <translation>Ein Schritt ohne Satz.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Another answer</source>
        <translation>Eine andere Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Another line of thought ends elsewhere</source>
        <translation>Ein anderer Lösungsweg endet anderswo</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Find this first: {names}.</source>
        <translation>Zuerst bestimmen: {names}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>It ends with {other}; the answer shown is {answer}.</source>
        <translation>Er endet mit {other}; die gezeigte Antwort ist {answer}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>One finished line of thought takes this step.</source>
        <translation>Ein fertiger Lösungsweg geht diesen Schritt.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Right</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Step {number} fails: {reason}</source>
        <translation>Schritt {number} scheitert: {reason}</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Step {number}: {failure}</source>
        <translation>Schritt {number}: {failure}</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>The answer shown</source>
        <translation>Die gezeigte Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>The program {words}</source>
        <translation>Das Programm {words}</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>This fails</source>
        <translation>Das scheitert</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>This runs</source>
        <translation>Das läuft</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>What is known, and what is asked for? Write both down first.</source>
        <translation>Was ist bekannt, was ist gesucht? Schreiben Sie zuerst beides auf.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Where it fails</source>
        <translation>Wo es scheitert</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Where it goes wrong</source>
        <translation>Wo es falsch wird</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Wrong</source>
        <translation>Falsch</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>{count} finished lines of thought take this step; all end with the answer {answer}.</source>
        <translation>{count} fertige Lösungswege gehen diesen Schritt; alle enden mit der Antwort {answer}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>{count} finished lines of thought take this step; {agree} of them end with the answer {answer}.</source>
        <translation>{count} fertige Lösungswege gehen diesen Schritt; {agree} davon enden mit der Antwort {answer}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>{name} is {wrong} here, and {right} there.</source>
        <translation>{name} ist hier {wrong} und dort {right}.</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/inspector.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Given answer: {answer}</source>
        <translation>Gegebene Antwort: {answer}</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Hint</source>
        <translation>Tipp</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <source>Step {number} of {count}</source>
        <translation>Schritt {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <source>The screen is black.</source>
        <translation>Der Schirm ist schwarz.</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>prints {text}</source>
        <translation>gibt aus: {text}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Confidence {confidence}</source>
        <translation>Sicherheit {confidence}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>First value {prior}</source>
        <translation>Erster Wert {prior}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Multiplied they are {worth}; as a value from -1 to +1 that is {value}.</source>
        <translation>Ihr Produkt ist {worth}; als Wert von -1 bis +1 ist das {value}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Score of the preference model {score}</source>
        <translation>Note des Bewertungsmodells {score}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Their mean is where the search begins; each visit adds what was found below.</source>
        <translation>Mit ihrem Mittel beginnt die Suche; jeder Besuch bringt dazu, was darunter gefunden wurde.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Together log-odds of {logit}, which is {confidence}.</source>
        <translation>Zusammen Log-Odds von {logit}, das sind {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Together v = {whole}; the score is tanh(v / 5).</source>
        <translation>Zusammen v = {whole}; die Note ist tanh(v / 5).</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the preference model leaves it there.</source>
        <translation>Warum {confidence}: Antworten beginnen bei {start}, die Übereinstimmung ({agreeing} von {finished}) führt zu {agreed}, und das Bewertungsmodell lässt es dabei.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the preference model lowers it to {confidence}.</source>
        <translation>Warum {confidence}: Antworten beginnen bei {start}, die Übereinstimmung ({agreeing} von {finished}) führt zu {agreed}, und das Bewertungsmodell senkt es auf {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the preference model raises it to {confidence}.</source>
        <translation>Warum {confidence}: Antworten beginnen bei {start}, die Übereinstimmung ({agreeing} von {finished}) führt zu {agreed}, und das Bewertungsmodell hebt es auf {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: it holds {share} of the vote, counted as if one more solution had disagreed.</source>
        <translation>Warum {confidence}: sie hält {share} der Stimmen, gezählt, als hätte eine weitere Lösung widersprochen.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Worth of this solution {worth}</source>
        <translation>Gewicht dieser Lösung {worth}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>an average step</source>
        <translation>ein mittlerer Schritt</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>best score among them (preference model)</source>
        <translation>beste Note unter ihnen (Bewertungsmodell)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>hidden states of the way here</source>
        <translation>verborgene Zustände des Weges hierher</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>hidden states of this step</source>
        <translation>verborgene Zustände dieses Schritts</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>how sure the model was</source>
        <translation>wie sicher das Modell war</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>how the program ran</source>
        <translation>wie das Programm lief</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>lead over other answers (preference model)</source>
        <translation>Vorsprung vor anderen Antworten (Bewertungsmodell)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>number of solutions (agreement)</source>
        <translation>Zahl der Lösungen (Übereinstimmung)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>reading the problem and the steps</source>
        <translation>Lesen der Aufgabe und der Schritte</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>share of the solutions (agreement)</source>
        <translation>Anteil der Lösungen (Übereinstimmung)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>the values it found</source>
        <translation>die Werte, die er fand</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>their mean score (preference model)</source>
        <translation>ihre mittlere Note (Bewertungsmodell)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>use of the given numbers</source>
        <translation>Gebrauch der gegebenen Zahlen</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>what it printed</source>
        <translation>was er ausgab</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>where every answer starts</source>
        <translation>womit jede Antwort beginnt</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Both best paths are the same.</source>
        <translation>Beide besten Wege sind gleich.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Ended</source>
        <translation>Ende</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Seed</source>
        <translation>Startzahl</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Steps in the tree</source>
        <translation>Schritte im Baum</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Steps rated by</source>
        <translation>Schritte bewertet nach</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>The best paths differ from the first step on.</source>
        <translation>Die besten Wege sind vom ersten Schritt an verschieden.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>The first step is the same; the best paths differ from step 2 on.</source>
        <translation>Der erste Schritt ist gleich; von Schritt 2 an sind die besten Wege verschieden.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>The first {count} steps are the same; the best paths differ from step {next} on.</source>
        <translation>Die ersten {count} Schritte sind gleich; von Schritt {next} an sind die besten Wege verschieden.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>There is no best path to compare.</source>
        <translation>Es gibt keinen besten Weg zum Vergleichen.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/inspector.py"/>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Way of searching</source>
        <translation>Art der Suche</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>, all taken over</source>
        <translation>, alle übernommen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>, {count} of them taken over</source>
        <translation>, davon {count} übernommen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>A single solution, the most likely one.</source>
        <translation>Eine einzige Lösung, die wahrscheinlichste.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Agrees</source>
        <translation>Stimmt überein</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Agrees: {lines} here.</source>
        <translation>Stimmt überein: {lines} hier.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>All planned rollouts were made.</source>
        <translation>Alle geplanten Durchgänge sind gemacht.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Checked</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Checked: equals the given answer.</source>
        <translation>Geprüft: gleich der gegebenen Antwort.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Differs</source>
        <translation>Weicht ab</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Differs: does not equal the given answer.</source>
        <translation>Weicht ab: nicht gleich der gegebenen Antwort.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Engine crashed</source>
        <translation>Engine abgestürzt</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Goes back to the steps that look best (rStar-Math).</source>
        <translation>Kehrt zu den Schritten zurück, die am besten aussehen (rStar-Math).</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>How many attempts come to the same.</source>
        <translation>Wie viele Versuche zum Gleichen kommen.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Keeps the best quarter of each layer of steps.</source>
        <translation>Behält von jeder Schicht das beste Viertel.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>More work could not have changed the answer.</source>
        <translation>Mehr Arbeit hätte die Antwort nicht geändert.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Narrow beams that never compete, so they stay apart.</source>
        <translation>Schmale Strahlen, die nie wetteifern und so verschieden bleiben.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>No answer was found.</source>
        <translation>Es wurde keine Antwort gefunden.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>No step was written.</source>
        <translation>Es wurde kein Schritt geschrieben.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Not verified</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Not verified: its steps were not run.</source>
        <translation>Nicht geprüft: ihre Schritte liefen nicht.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Nothing was left to try.</source>
        <translation>Es blieb nichts mehr zu versuchen.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Runs</source>
        <translation>Läuft durch</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Runs: {lines} here; no other agrees.</source>
        <translation>Läuft durch: {lines} hier; kein anderer stimmt überein.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Several tree searches that share the vote.</source>
        <translation>Mehrere Baumsuchen mit gemeinsamer Abstimmung.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Stopped by you.</source>
        <translation>Von Ihnen gestoppt.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The expected answer; for making training data alone.</source>
        <translation>Die erwartete Antwort; nur um Trainingsdaten zu machen.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The limit of tokens was reached.</source>
        <translation>Die Grenze der Token ist erreicht.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The score of the preference model, where there is one.</source>
        <translation>Die Note des Bewertungsmodells, wo es eines gibt.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The time was up.</source>
        <translation>Die Zeit war um.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>What kind of value a program that ran has printed.</source>
        <translation>Was für einen Wert ein gelaufenes Programm ausgab.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Whole solutions; the answer with the most weight wins.</source>
        <translation>Ganze Lösungen; die Antwort mit dem meisten Gewicht gewinnt.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Whole solutions; the most frequent answer wins.</source>
        <translation>Ganze Lösungen; die häufigste Antwort gewinnt.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Whole solutions; the single best one wins.</source>
        <translation>Ganze Lösungen; die einzelne beste gewinnt.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>beam search</source>
        <translation>Strahlsuche</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>best of N</source>
        <translation>Beste aus N</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>diverse beams</source>
        <translation>verschiedene Strahlen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>ended with an error</source>
        <translation>endete mit einem Fehler</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>ends with an answer</source>
        <translation>endet mit einer Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>execution</source>
        <translation>Ausführung</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>expected answer</source>
        <translation>erwartete Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>given up</source>
        <translation>aufgegeben</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>majority vote</source>
        <translation>Mehrheitswahl</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>needed too much memory</source>
        <translation>brauchte zu viel Speicher</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>one line of thought</source>
        <translation>ein Lösungsweg</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>printed too much</source>
        <translation>gab zu viel aus</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>ran</source>
        <translation>lief</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>steps as programs</source>
        <translation>Schritte als Programme</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>steps as text</source>
        <translation>Schritte als Text</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>taken over</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>the one line of thought that ran ends</source>
        <translation>der eine Lösungsweg, der lief, endet</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>took too long</source>
        <translation>dauerte zu lange</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>tree search</source>
        <translation>Baumsuche</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>tree search with restarts</source>
        <translation>Baumsuche mit Neustarts</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>was not run</source>
        <translation>lief nicht</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>was stopped by the sandbox</source>
        <translation>wurde von der Sandbox gestoppt</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>weighted best of N</source>
        <translation>gewichtete Beste aus N</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>written by you</source>
        <translation>von Ihnen geschrieben</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} are open</source>
        <translation>{count} sind offen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} end with an answer</source>
        <translation>{count} enden mit einer Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} ends with an answer</source>
        <translation>{count} endet mit einer Antwort</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} failed</source>
        <translation>{count} gescheitert</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} is open</source>
        <translation>{count} ist offen</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} step</source>
        <translation>{count} Schritt</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} steps</source>
        <translation>{count} Schritte</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} token in {seconds} s.</source>
        <translation>{count} Token in {seconds} s.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} tokens in {seconds} s.</source>
        <translation>{count} Token in {seconds} s.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} was given up</source>
        <translation>{count} wurde aufgegeben</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} were given up</source>
        <translation>{count} wurden aufgegeben</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{k} of {n} lines of thought that ran end</source>
        <translation>{k} von {n} Lösungswegen, die liefen, enden</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{k} of {n} lines of thought that ran ends</source>
        <translation>{k} von {n} Lösungswegen, die liefen, endet</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{policy}, by {values}, {format}, seed {seed}</source>
        <translation>{policy}, nach {values}, {format}, Startzahl {seed}</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{search}, lines below a {percent} % chance given up</source>
        <translation>{search}, Lösungswege unter {percent} % Aussicht aufgegeben</translation>
    </message>
    <message>
        <location filename="../../app/views/answer_card.py"/>
        <source>Confidence {confidence}.</source>
        <translation>Sicherheit {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/views/answer_card.py"/>
        <source>No answer yet.</source>
        <translation>Noch keine Antwort.</translation>
    </message>
    <message>
        <location filename="../../app/views/answer_card.py"/>
        <source>Share of {answer}: {share}</source>
        <translation>Anteil von {answer}: {share}</translation>
    </message>
    <message>
        <location filename="../../app/views/attention.py"/>
        <source>Answer: {answer}</source>
        <translation>Antwort: {answer}</translation>
    </message>
    <message>
        <location filename="../../app/views/banner.py"/>
        <source>Close this notice</source>
        <translation>Hinweis schließen</translation>
    </message>
    <message>
        <location filename="../../app/views/banner.py"/>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Add the problem on show</source>
        <translation>Gezeigte Aufgabe &amp;hinzufügen</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <location filename="../../app/views/history_tags.py"/>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;New set</source>
        <translation>&amp;Neuer Satz</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Class sets</source>
        <translation>Klassensätze</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Deleted “{title}”.</source>
        <translation>„{title}“ gelöscht.</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Hand-out with an&amp;swers…</source>
        <translation>Arbeitsblatt mit Lö&amp;sungen …</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Move do&amp;wn</source>
        <translation>Nach un&amp;ten</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>New set</source>
        <translation>Neuer Satz</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Problems of the set</source>
        <translation>Aufgaben des Satzes</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Re&amp;move</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Und&amp;o delete</source>
        <translation>Löschen rück&amp;gängig machen</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>{number}. (gone)</source>
        <translation>{number}. (nicht mehr da)</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Close the comparison</source>
        <translation>Vergleich schließen</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Facts of both runs</source>
        <translation>Angaben zu beiden Läufen</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Run at the left</source>
        <translation>Lauf links</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Run at the right</source>
        <translation>Lauf rechts</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Two runs side by side</source>
        <translation>Zwei Läufe nebeneinander</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Accuracy against time and memory</source>
        <translation>Genauigkeit nach Zeit und Speicher</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <location filename="../../app/views/comparison_matrix.py"/>
        <location filename="../../app/views/comparison_table.py"/>
        <source>E&amp;xport …</source>
        <translation>Ausg&amp;eben …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Problem set of the chart</source>
        <translation>Aufgabensammlung des Diagramms</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Set</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/lab_fields.py"/>
        <location filename="../../app/views/models_page.py"/>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>Export as {format}</source>
        <translation>Als {format} exportieren</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <source>Export the problems</source>
        <translation>Aufgaben ausgeben</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <source>SVG</source>
        <translation>SVG</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/history_files.py"/>
        <location filename="../../app/views/teaching.py"/>
        <source>Wrote {path}.</source>
        <translation>{path} geschrieben.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>&amp;New comparison</source>
        <translation>Neuer &amp;Vergleich</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>Earlier comparisons</source>
        <translation>Frühere Vergleiche</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>Enter or a double click opens one.</source>
        <translation>Eingabetaste oder Doppelklick öffnet einen.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>None yet. Choose what to compare, then start.</source>
        <translation>Noch keine. Wählen Sie, was verglichen wird, und starten Sie.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>Open an&amp;other folder …</source>
        <translation>Anderen &amp;Ordner öffnen …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>only planned, {when}</source>
        <translation>nur geplant, {when}</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>{problems:,} searches, {when}</source>
        <translation>{problems:,} Suchen, {when}</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Only problems on which they &amp;differ</source>
        <translation>Nur Aufgabe&amp;n, in denen sie sich unterscheiden</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Problem set of the matrix</source>
        <translation>Aufgabensammlung der Matrix</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Problems by rows of the table</source>
        <translation>Aufgaben nach Zeilen der Tabelle</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>They differ on no problem.</source>
        <translation>Sie unterscheiden sich in keiner Aufgabe.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>{signs}. Enter or a double click opens the search in the History.</source>
        <translation>{signs}. Eingabetaste oder Doppelklick öffnet die Suche im Verlauf.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>All families</source>
        <translation>Alle Familien</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>For anything</source>
        <translation>Für alles</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>However made</source>
        <translation>Wie auch gemacht</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Models to compare</source>
        <translation>Zu vergleichende Modelle</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>No model is on this computer yet; get one on the Models page (Ctrl+3).</source>
        <translation>Noch kein Modell auf diesem Computer; holen Sie eines auf der Seite Modelle (Strg+3).</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Only models for this</source>
        <translation>Nur Modelle hierfür</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Only models made this way</source>
        <translation>Nur so gemachte Modelle</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Only this family</source>
        <translation>Nur diese Familie</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>{name} – by its file or name</source>
        <translation>{name} – über Datei oder Namen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_fields.py"/>
        <source>File of problems</source>
        <translation>Datei mit Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Folder of a comparison</source>
        <translation>Ordner eines Vergleichs</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Folder of the results</source>
        <translation>Ordner der Ergebnisse</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Looking at the problems …</source>
        <translation>Die Aufgaben werden angesehen …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Name a folder for the results.</source>
        <translation>Nennen Sie einen Ordner für die Ergebnisse.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Nothing is measured yet: start the plan first.</source>
        <translation>Noch ist nichts gemessen: starten Sie zuerst den Plan.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Parts of the comparison</source>
        <translation>Teile des Vergleichs</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Plan of a comparison</source>
        <translation>Plan eines Vergleichs</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Plans (*.toml)</source>
        <translation>Pläne (*.toml)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Problems (*.jsonl *.json *.csv *.tsv)</source>
        <translation>Aufgaben (*.jsonl *.json *.csv *.tsv)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Save the plan</source>
        <translation>Plan speichern</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>St&amp;art</source>
        <translation>Sta&amp;rt</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Start the comparison</source>
        <translation>Vergleich starten</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Sto&amp;p</source>
        <translation>Sto&amp;pp</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Stop the comparison</source>
        <translation>Vergleich stoppen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>&amp;Choose …</source>
        <translation>Wähl&amp;en …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>&amp;Quantizations</source>
        <translation>&amp;Quantisierungen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>&amp;Ways of searching</source>
        <translation>Such&amp;weisen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>A&amp;dd a file of problems …</source>
        <translation>Aufgabe&amp;ndatei hinzufügen …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Efforts</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>How far a copy is from the file it was made from, on a fixed text.</source>
        <translation>Wie weit eine Kopie von ihrer Quelle entfernt ist, an einem festen Text.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Make a new plan &amp;instead</source>
        <translation>Stattdessen e&amp;inen neuen Plan machen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Most tokens</source>
        <translation>Höchstens Tokens</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Most tokens of a problem</source>
        <translation>Höchstens Tokens je Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Our own: 126 problems, school to calculus</source>
        <translation>Unsere eigenen: 126 Aufgaben, Schule bis Analysis</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>P&amp;roblem sets</source>
        <translation>Auf&amp;gabensammlungen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Per&amp;plexity and KL divergence</source>
        <translation>Per&amp;plexität und KL-Divergenz</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Plan as text</source>
        <translation>Plan als Text</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Problem sets</source>
        <translation>Aufgabensammlungen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Problems each</source>
        <translation>Aufgaben je</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Problems of each set</source>
        <translation>Aufgaben je Sammlung</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Quantizations to make of each model</source>
        <translation>Quantisierungen, die von jedem Modell gemacht werden</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Repeats of the speed figures</source>
        <translation>Wiederholungen der Tempowerte</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Results go to</source>
        <translation>Ergebnisse nach</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Seeds</source>
        <translation>Startwerte</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Speed, repeats</source>
        <translation>Tempo, Läufe</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>This plan says more than can be chosen here:</source>
        <translation>Dieser Plan sagt mehr, als man hier wählen kann:</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Ways of searching</source>
        <translation>Suchweisen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>as it is</source>
        <translation>wie sie ist</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>as the effort says</source>
        <translation>nach Aufwand</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>pp512 and tg128 as llama-bench measures them.</source>
        <translation>pp512 und tg128, wie llama-bench sie misst.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>{name} (fetched when it starts)</source>
        <translation>{name} (wird beim Start geholt)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_progress.py"/>
        <source>Problems done</source>
        <translation>Fertige Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_progress.py"/>
        <source>Progress of the comparison</source>
        <translation>Stand des Vergleichs</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_run.py"/>
        <source>A comparison is running and needs the whole computer; stop it on the Compare page, or wait.</source>
        <translation>Ein Vergleich läuft und braucht den ganzen Computer; stoppen Sie ihn auf der Seite Vergleichen, oder warten Sie.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_run.py"/>
        <source>An unknown error.</source>
        <translation>Ein unbekannter Fehler.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>All col&amp;umns</source>
        <translation>A&amp;lle Spalten</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Cop&amp;y</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Do the selected rows differ?</source>
        <translation>Unterscheiden sich die gewählten Zeilen?</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Table of the comparison</source>
        <translation>Tabelle des Vergleichs</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>The selected rows, or all, for a spreadsheet (Ctrl+C).</source>
        <translation>Die gewählten Zeilen, oder alle, für eine Tabellenkalkulation (Strg+C).</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>la&amp;rgest first</source>
        <translation>&amp;größte zuerst</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>order of measuring</source>
        <translation>Reihenfolge der Messung</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source> % chance</source>
        <translation> % Aussicht</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>&amp;Candidates</source>
        <translation>&amp;Kandidaten</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>&amp;Rollouts</source>
        <translation>&amp;Durchgänge</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>As su&amp;ggested</source>
        <translation>Wie vor&amp;geschlagen</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Begin the random numbers here; the same seed gives the same tree</source>
        <translation>Hier beginnen die Zufallszahlen; die gleiche Startzahl gibt den gleichen Baum</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Expert settings</source>
        <translation>Experteneinstellungen</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Give up lines &amp;below</source>
        <translation>W&amp;ege aufgeben unter</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Guided by</source>
        <translation>Geleitet von</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>How freely tokens are drawn; 0 always takes the most likely one</source>
        <translation>Wie frei Token gezogen werden; 0 nimmt immer das wahrscheinlichste</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>How steps are written</source>
        <translation>Wie Schritte geschrieben werden</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Leave everything to what suits the model</source>
        <translation>Alles dem überlassen, was zum Modell passt</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Lines of thought that are begun</source>
        <translation>Lösungswege, die begonnen werden</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Lines that the preference model gives a smaller chance of ending right are given up</source>
        <translation>Lösungswege, denen das Bewertungsmodell eine geringere Aussicht auf ein richtiges Ende gibt, werden aufgegeben</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Most &amp;tokens</source>
        <translation>Höchstens &amp;Token</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Most seco&amp;nds</source>
        <translation>Höchstens Seku&amp;nden</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Most ste&amp;ps</source>
        <translation>Höchstens Sch&amp;ritte</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Seconds of search at most; 0 sets no limit</source>
        <translation>Sekunden Suche höchstens; 0 setzt keine Grenze</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>See&amp;d</source>
        <translation>St&amp;artzahl</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Step &amp;format</source>
        <translation>Schritt&amp;form</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Steps that a line of thought may have</source>
        <translation>Schritte, die ein Lösungsweg haben darf</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Steps that are tried at each place</source>
        <translation>Schritte, die an jeder Stelle versucht werden</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Stop when the answer can hardly c&amp;hange</source>
        <translation>Aufhören, wenn sich die Antwort kaum noch ä&amp;ndern kann</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Temperat&amp;ure</source>
        <translation>Temperat&amp;ur</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Temperature: how freely tokens are drawn</source>
        <translation>Temperatur: wie frei Token gezogen werden</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>This model has no preference model.</source>
        <translation>Zu diesem Modell gibt es kein Bewertungsmodell.</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Tokens that are written at most</source>
        <translation>Token, die höchstens geschrieben werden</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>auto</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>auto ({number})</source>
        <translation>automatisch ({number})</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <location filename="../../app/views/facts_table.py"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../app/views/facts_table.py"/>
        <source>Copy: {heading}</source>
        <translation>Kopieren: {heading}</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>As it was: {tree}</source>
        <translation>Wie es war: {tree}</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>Figures of the search</source>
        <translation>Zahlen der Suche</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>Part of the budget that is used</source>
        <translation>Verbrauchter Teil des Budgets</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>State of the search</source>
        <translation>Stand der Suche</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>Writing the first steps …</source>
        <translation>Die ersten Schritte entstehen …</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>engine {memory:.1f} GB</source>
        <translation>Engine {memory:.1f} GB</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{done:,} of {all:,} rollouts</source>
        <translation>{done:,} von {all:,} Durchgängen</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} s</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{speed:.0f} tokens/s</source>
        <translation>{speed:.0f} Token/s</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{used:,} of {all:,} tokens</source>
        <translation>{used:,} von {all:,} Token</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Cancel the download</source>
        <translation>&amp;Download abbrechen</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <source>&amp;Get it{size}</source>
        <translation>Ho&amp;len{size}</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Put it on the page</source>
        <translation>Au&amp;f die Seite legen</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Use a model that is on this disk</source>
        <translation>Modell &amp;nehmen, das auf dieser Platte liegt</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A first problem</source>
        <translation>Eine erste Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A model is still missing; the page offers one. The problem waits there.</source>
        <translation>Noch fehlt ein Modell; die Seite bietet eines an. Die Aufgabe wartet dort.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A model that fits this computer</source>
        <translation>Ein Modell, das zu diesem Rechner passt</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A small model on your own computer tries many ways to solve a maths problem, step by step.</source>
        <translation>Ein kleines Modell auf Ihrem eigenen Rechner versucht viele Wege, eine Matheaufgabe zu lösen, Schritt für Schritt.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Begin with an empt&amp;y page</source>
        <translation>&amp;Mit leerer Seite beginnen</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <source>Download</source>
        <translation>Download</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Each step is a little program that really runs, in a sandbox: numbers are computed, not guessed.</source>
        <translation>Jeder Schritt ist ein kleines Programm, das wirklich läuft, in einer Sandbox: Zahlen werden gerechnet, nicht geraten.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>It has {count} cores.</source>
        <translation>Er hat {count} Kerne.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>It is on this computer already; nothing has to be fetched. {reason}</source>
        <translation>Es ist schon auf diesem Rechner; nichts muss geholt werden. {reason}</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Measuring this computer …</source>
        <translation>Der Rechner wird gemessen …</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <source>Model to get</source>
        <translation>Zu holendes Modell</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Nothing leaves this computer. There is no account, and after a model is fetched no network is needed.</source>
        <translation>Nichts verlässt diesen Rechner. Es gibt kein Konto, und sobald ein Modell da ist, braucht es kein Netz.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>S&amp;kip the first steps</source>
        <translation>Erste Schritte übers&amp;pringen</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>So&amp;lve it</source>
        <translation>&amp;Lösen</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Stepwise makes small language models think</source>
        <translation>Stepwise bringt kleine Sprachmodelle zum Denken</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>The download goes on; the problem waits on the page until the model is here.</source>
        <translation>Der Download läuft weiter; die Aufgabe wartet auf der Seite, bis das Modell da ist.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>You see the whole tree of attempts while it grows, and why an answer was chosen. You can steer it.</source>
        <translation>Sie sehen den ganzen Baum der Versuche wachsen, und warum eine Antwort gewählt wurde. Sie können ihn lenken.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>{name} tries it now; watch the tree grow. Escape stops the search.</source>
        <translation>{name} versucht es jetzt; sehen Sie dem Baum beim Wachsen zu. Escape stoppt die Suche.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>{number} of 3</source>
        <translation>{number} von 3</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>About Stepwise</source>
        <translation>Über Stepwise</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Makes small language models think, on your own computer, offline. Apache License 2.0. Each model has a licence of its own; the Models page shows it.</source>
        <translation>Bringt kleine Sprachmodelle zum Denken, auf Ihrem eigenen Rechner, ohne Netz. Apache-Lizenz 2.0. Jedes Modell hat seine eigene Lizenz; die Seite Modelle zeigt sie.</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Parts and their licences</source>
        <translation>Teile und ihre Lizenzen</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <location filename="../../app/views/history_changes.py"/>
        <source>Deleted.</source>
        <translation>Gelöscht.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_changes.py"/>
        <source>The tag {tag} was taken off.</source>
        <translation>Das Schlagwort {tag} wurde entfernt.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_changes.py"/>
        <source>{count} sessions deleted.</source>
        <translation>{count} Sitzungen gelöscht.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>Import sessions</source>
        <translation>Sitzungen importieren</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>LaTeX</source>
        <translation>LaTeX</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>Sessions exported as JSON</source>
        <translation>Als JSON exportierte Sitzungen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>Writing {path} …</source>
        <translation>{path} wird geschrieben …</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Problem of the opened session</source>
        <translation>Aufgabe der geöffneten Sitzung</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Run of the session</source>
        <translation>Lauf der Sitzung</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Solve &amp;again</source>
        <translation>Noch einma&amp;l lösen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Solve this problem again</source>
        <translation>Diese Aufgabe noch einmal lösen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Tags of the session</source>
        <translation>Schlagwörter der Sitzung</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Tags …</source>
        <translation>Schlagwörter …</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>All tags</source>
        <translation>Alle Schlagwörter</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Enter or a double click opens a session.</source>
        <translation>Eingabetaste oder Doppelklick öffnet eine Sitzung.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>No session holds these words.</source>
        <translation>Keine Sitzung enthält diese Wörter.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>No session is like this; ask for less.</source>
        <translation>Keine Sitzung ist so; verlangen Sie weniger.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Search problems and steps</source>
        <translation>Aufgaben und Schritte durchsuchen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Search the history</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Show favourites only</source>
        <translation>Nur Favoriten zeigen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Show sessions with this tag only</source>
        <translation>Nur Sitzungen mit diesem Schlagwort zeigen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Solved problems appear here.</source>
        <translation>Gelöste Aufgaben erscheinen hier.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>One session imported.</source>
        <translation>Eine Sitzung importiert.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>The last change was undone.</source>
        <translation>Die letzte Änderung ist rückgängig gemacht.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>{count} sessions imported.</source>
        <translation>{count} Sitzungen importiert.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_rows.py"/>
        <source>Stored sessions</source>
        <translation>Gespeicherte Sitzungen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_rows.py"/>
        <source>Title of the session</source>
        <translation>Titel der Sitzung</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>&amp;Take off</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>New tag, or one in use</source>
        <translation>Neues Schlagwort oder ein bekanntes</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tag to add</source>
        <translation>Neues Schlagwort</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tags of the session:</source>
        <translation>Schlagwörter der Sitzung:</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tags of {count} sessions:</source>
        <translation>Schlagwörter von {count} Sitzungen:</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Close the details</source>
        <translation>Einzelheiten schließen</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Code of the selected step</source>
        <translation>Code des gewählten Schritts</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Details of the selected step</source>
        <translation>Einzelheiten des gewählten Schritts</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Details of the selected step, or why it won or lost</source>
        <translation>Einzelheiten des gewählten Schritts, oder warum er gewann oder verlor</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Log-probability</source>
        <translation>Log-Wahrscheinlichkeit</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Output and values</source>
        <translation>Ausgabe und Werte</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Output and values of the selected step</source>
        <translation>Ausgabe und Werte des gewählten Schritts</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Prior</source>
        <translation>Vorwert</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Q</source>
        <translation>Q</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Score (PPM)</source>
        <translation>Note (PPM)</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Selected step</source>
        <translation>Gewählter Schritt</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Sentence of the selected step</source>
        <translation>Satz des gewählten Schritts</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Step {number}. {title}</source>
        <translation>Schritt {number}. {title}</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Visits N</source>
        <translation>Besuche N</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Why this branch won or lost</source>
        <translation>Warum dieser Zweig gewann oder verlor</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Fine-tuning</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Kinds of work</source>
        <translation>Arten von Arbeit</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Lets a small and a large model write solutions at equal cost, and compares what they are worth: coverage, diversity, false positives.</source>
        <translation>Lässt ein kleines und ein großes Modell bei gleichen Kosten Lösungen schreiben und vergleicht, was sie wert sind: Abdeckung, Vielfalt, falsch Positive.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Lets one model write solutions of problems whose answers are known, and keeps its hidden states: what a preference model learns from.</source>
        <translation>Lässt ein Modell Lösungen von Aufgaben mit bekannter Antwort schreiben und bewahrt seine inneren Zustände auf: daraus lernt ein Bewertungsmodell.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/model_finder.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Looking for models …</source>
        <translation>Modelle werden gesucht …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Name of the folder</source>
        <translation>Name des Ordners</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Name: {name}</source>
        <translation>Name: {name}</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>New in the lab</source>
        <translation>Neu im Labor</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Preference model</source>
        <translation>Bewertungsmodell</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Searches, trains a preference model on the searches, and searches with it: round after round. A new one is kept only if it is no worse.</source>
        <translation>Sucht, trainiert an den Suchen ein Bewertungsmodell und sucht damit weiter: Runde für Runde. Ein neues wird nur behalten, wenn es nicht schlechter ist.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Self-evolution</source>
        <translation>Selbst-Evolution</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Sta&amp;rt</source>
        <translation>S&amp;tarten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Teaches a model the right solutions of campaigns, its own or those of another model (LoRA).</source>
        <translation>Bringt einem Modell die richtigen Lösungen von Kampagnen bei, seine eigenen oder die eines anderen Modells (LoRA).</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Training data</source>
        <translation>Trainingsdaten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Trains a preference model, which tells good steps from bad ones, on campaigns of one model.</source>
        <translation>Trainiert ein Bewertungsmodell, das gute Schritte von schlechten unterscheidet, an Kampagnen eines Modells.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Two models</source>
        <translation>Zwei Modelle</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>What it will cost</source>
        <translation>Was es kosten wird</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>What to begin</source>
        <translation>Was begonnen wird</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Working out what it will cost …</source>
        <translation>Die Kosten werden ermittelt …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Results and review</source>
        <translation>Ergebnisse und Durchsicht</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Rounds</source>
        <translation>Runden</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Choose a file of problems</source>
        <translation>Datei mit Aufgaben wählen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Choose a file of problems first.</source>
        <translation>Wählen Sie zuerst eine Datei mit Aufgaben.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>JSON lines with id, question and answer. Never problems kept for measuring.</source>
        <translation>JSON-Zeilen mit id, question und answer. Nie Aufgaben, die zum Messen aufgehoben sind.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>No model is on this computer yet; get one on the Models page first.</source>
        <translation>Noch ist kein Modell auf diesem Computer; holen Sie zuerst eines auf der Seite Modelle.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Problems (*.jsonl)</source>
        <translation>Aufgaben (*.jsonl)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>0 makes it linear.</source>
        <translation>0 macht es linear.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>At most so many problems.</source>
        <translation>Höchstens so viele Aufgaben.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Campaigns of one model</source>
        <translation>Kampagnen eines Modells</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Continuations tried at the first step.</source>
        <translation>Fortsetzungen, die beim ersten Schritt versucht werden.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Descents of a tree search.</source>
        <translation>Abstiege einer Baumsuche.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Each round, on its best solutions. Slow without a graphics card.</source>
        <translation>In jeder Runde, mit seinen besten Lösungen. Ohne Grafikkarte langsam.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Equal for both</source>
        <translation>Gleich für beide</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>FLOPs: equal computing work</source>
        <translation>FLOPs: gleiche Rechenarbeit</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Fine-tune the model itself too</source>
        <translation>Auch das Modell selbst nachtrainieren</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>From the solutions of</source>
        <translation>Aus den Lösungen von</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Heads, each measured on problems it has not seen.</source>
        <translation>Köpfe, jeder an Aufgaben gemessen, die er nie gesehen hat.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Hidden units</source>
        <translation>Verborgene Einheiten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>In all, those done before included.</source>
        <translation>Insgesamt, mit den früheren.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>It ends earlier when nothing gets better.</source>
        <translation>Es endet früher, wenn nichts mehr besser wird.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Learning rate, in millionths</source>
        <translation>Lernrate, in Millionsteln</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Learns</source>
        <translation>Lernt</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Learns from</source>
        <translation>Lernt aus</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Longer are left out.</source>
        <translation>Längere werden weggelassen.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Longest solution, in tokens</source>
        <translation>Längste Lösung, in Tokens</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Lower it where the loss goes up.</source>
        <translation>Senken Sie sie, wenn der Verlust steigt.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Most epochs</source>
        <translation>Höchstens Epochen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Number of samples</source>
        <translation>Zahl der Stichproben</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Of LoRA's two matrices: how much can be learnt.</source>
        <translation>Der beiden Matrizen von LoRA: wie viel gelernt werden kann.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Of each problem.</source>
        <translation>Von jeder Aufgabe.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Outcomes of solutions (ORM)</source>
        <translation>Ausgänge von Lösungen (ORM)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Parts</source>
        <translation>Teile</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Preference pairs (PPM)</source>
        <translation>Bevorzugte Paare (PPM)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Regression on Q (PQM)</source>
        <translation>Regression auf Q (PQM)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Right solutions</source>
        <translation>Richtige Lösungen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Rollouts</source>
        <translation>Rollouts</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Samples</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Samples of the strong model</source>
        <translation>Stichproben des starken Modells</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Seconds on this computer</source>
        <translation>Sekunden auf diesem Computer</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Solutions or pairs of a step</source>
        <translation>Lösungen oder Paare eines Schritts</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Take equally many when you compare data.</source>
        <translation>Nehmen Sie gleich viele, wenn Sie Daten vergleichen.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>The same gives the same samples.</source>
        <translation>Derselbe gibt dieselben Stichproben.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Use the first</source>
        <translation>Davon die ersten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Which step is better: a preference model</source>
        <translation>Welcher Schritt besser ist: ein Präferenzmodell</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>{name}: {model}, {count} problems</source>
        <translation>{name}: {model}, {count} Aufgaben</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>&amp;Begin something</source>
        <translation>&amp;Etwas beginnen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>&amp;New …</source>
        <translation>&amp;Neu …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>&amp;Open a folder …</source>
        <translation>&amp;Ordner öffnen …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Compare a small and a large model at equal cost, and review whether right answers were well reasoned.</source>
        <translation>Vergleichen Sie ein kleines und ein großes Modell bei gleichen Kosten, und sehen Sie durch, ob richtige Antworten gut begründet sind.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>First: get one or two models on the Models page, then begin with a few problems; it takes minutes.</source>
        <translation>Zuerst: Holen Sie ein oder zwei Modelle auf der Seite Modelle, dann beginnen Sie mit wenigen Aufgaben; es dauert Minuten.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Folder of a campaign, an evolution or a training</source>
        <translation>Ordner einer Kampagne, einer Evolution oder eines Trainings</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Here models solve problems whose answers are known, and what they wrote becomes data.</source>
        <translation>Hier lösen Modelle Aufgaben, deren Antworten bekannt sind, und was sie schreiben, wird zu Daten.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>Lab</source>
        <translation>Labor</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Let models teach models</source>
        <translation>Modelle lehren Modelle</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Take off the &amp;list</source>
        <translation>Von der &amp;Liste nehmen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Train a preference model on one model's solutions, or let both improve round by round.</source>
        <translation>Trainieren Sie ein Bewertungsmodell an den Lösungen eines Modells, oder lassen Sie beide Runde für Runde besser werden.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Work in the lab</source>
        <translation>Arbeiten im Labor</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>{model} is chosen on the Solve page now.</source>
        <translation>{model} ist jetzt auf der Seite Lösen gewählt.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Not begun here: go on with it on the command line.</source>
        <translation>Nicht hier begonnen: machen Sie auf der Befehlszeile damit weiter.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Progress of the work</source>
        <translation>Fortschritt der Arbeit</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>State of the work</source>
        <translation>Stand der Arbeit</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>The lab is at work on something else.</source>
        <translation>Das Labor arbeitet gerade an etwas anderem.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>&amp;Use it no longer</source>
        <translation>Nicht mehr ben&amp;utzen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>&amp;Use this model</source>
        <translation>Dieses Modell ben&amp;utzen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>&amp;Use this preference model</source>
        <translation>Dieses Bewertungsmodell ben&amp;utzen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Both models at equal cost</source>
        <translation>Beide Modelle bei gleichen Kosten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Curves and tables come here when both models have drawn their samples.</source>
        <translation>Kurven und Tabellen erscheinen hier, wenn beide Modelle ihre Stichproben gezogen haben.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Fine-tuned model</source>
        <translation>Feinabgestimmtes Modell</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Folder for the report</source>
        <translation>Ordner für den Bericht</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Folder for training data</source>
        <translation>Ordner für Trainingsdaten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>One &amp;more round</source>
        <translation>Noch eine Rund&amp;e</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Report what is there</source>
        <translation>Bericht über das, was da ist</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Save report and curves …</source>
        <translation>Bericht und Kurven sichern …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Save training data …</source>
        <translation>Trainingsdaten sichern …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Step {step}: loss {loss}</source>
        <translation>Schritt {step}: Verlust {loss}</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>The loss curve comes here when the training has begun.</source>
        <translation>Die Verlustkurve erscheint hier, wenn das Training begonnen hat.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>The rounds come here: what the searches found, and whether training helped.</source>
        <translation>Hier erscheinen die Runden: was die Suchen fanden, und ob das Training half.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>The two campaigns</source>
        <translation>Die beiden Kampagnen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>What the model writes can be reviewed, saved as training data, and trained on as it is.</source>
        <translation>Was das Modell schreibt, kann durchgesehen, als Trainingsdaten gesichert und so, wie es ist, zum Trainieren benutzt werden.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>{count} problems, {share} % of them held out; {model}.</source>
        <translation>{count} Aufgaben, davon {share} % zurückgehalten; {model}.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>All {total} are done.</source>
        <translation>Alle {total} sind fertig.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Answer: {answer} (right)</source>
        <translation>Antwort: {answer} (richtig)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>Code of step {number}</source>
        <translation>Code von Schritt {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>How many to judge</source>
        <translation>Wie viele beurteilt werden</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Revie&amp;w</source>
        <translation>Durch&amp;sehen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Reviewed</source>
        <translation>Durchgesehen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Right (Y)</source>
        <translation>Richtig (Y)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Right answers, drawn from all models alike: is the reasoning right too? It goes on where it was left.</source>
        <translation>Richtige Antworten, aus allen Modellen gleich gezogen: Stimmt auch der Gedankengang? Es geht weiter, wo es verlassen wurde.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Skip (S)</source>
        <translation>Überspringen (S)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Skip this one</source>
        <translation>Diese überspringen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Solution to judge</source>
        <translation>Zu beurteilende Lösung</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Solutions to judge</source>
        <translation>Zu beurteilende Lösungen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Take back (U)</source>
        <translation>Zurücknehmen (U)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Take the last vote back</source>
        <translation>Das letzte Urteil zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The automatic check flagged {share} of those {count} of them that it could check.</source>
        <translation>Die automatische Prüfung beanstandete {share} der {count} davon, die sie prüfen konnte.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The one before: {said}; {checked}.</source>
        <translation>Die vorige: {said}; {checked}.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The reasoning is right</source>
        <translation>Der Gedankengang stimmt</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The reasoning is wrong</source>
        <translation>Der Gedankengang ist falsch</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Wrong (N)</source>
        <translation>Falsch (N)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Wrong reasoning: {share} of {count} judged.</source>
        <translation>Falscher Gedankengang: {share} von {count} beurteilten.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>answers with something of another kind when a number changes</source>
        <translation>antwortet mit etwas anderer Art, wenn sich eine Zahl ändert</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>does not depend on the problem's numbers</source>
        <translation>hängt nicht von den Zahlen der Aufgabe ab</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>does not run with other numbers</source>
        <translation>läuft nicht mit anderen Zahlen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>is no program</source>
        <translation>ist kein Programm</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>printed something else when it ran again</source>
        <translation>gab beim zweiten Lauf etwas anderes aus</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>prints what it did not compute</source>
        <translation>gibt aus, was es nicht berechnet hat</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check could not say</source>
        <translation>die automatische Prüfung konnte nichts sagen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check flagged it</source>
        <translation>die automatische Prüfung hat sie beanstandet</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check has not looked at it</source>
        <translation>die automatische Prüfung hat sie nicht angesehen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check passed it</source>
        <translation>die automatische Prüfung ließ sie gelten</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the problem has no numbers</source>
        <translation>die Aufgabe hat keine Zahlen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>uses a number that the problem does not give</source>
        <translation>benutzt eine Zahl, die die Aufgabe nicht nennt</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>writes a number of the problem down without using it</source>
        <translation>schreibt eine Zahl der Aufgabe hin, ohne sie zu benutzen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>you said the reasoning is right</source>
        <translation>Sie fanden den Gedankengang richtig</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>you said the reasoning is wrong</source>
        <translation>Sie fanden den Gedankengang falsch</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>you skipped it</source>
        <translation>Sie haben sie übersprungen</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>{name}: {share} of {count}.</source>
        <translation>{name}: {share} von {count}.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>{number} of {total}: is the reasoning right?</source>
        <translation>{number} von {total}: Stimmt der Gedankengang?</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <source>It failed; what is done is kept.</source>
        <translation>Es ist gescheitert; was fertig ist, bleibt.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <source>Stopped before anything was done.</source>
        <translation>Angehalten, bevor etwas getan war.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <source>Stopped; what is done is kept.</source>
        <translation>Angehalten; was fertig ist, bleibt.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>The lab is at work already; stop that first, or wait for it.</source>
        <translation>Das Labor arbeitet schon; halten Sie das zuerst an, oder warten Sie darauf.</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Go on measuring</source>
        <translation>&amp;Weiter messen</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Go on searching</source>
        <translation>&amp;Weiter suchen</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Go on working</source>
        <translation>&amp;Weiterarbeiten</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>A comparison is running. Quit anyway?</source>
        <translation>Ein Vergleich läuft. Trotzdem beenden?</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>A search is running. Quit anyway?</source>
        <translation>Eine Suche läuft. Trotzdem beenden?</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <location filename="../../app/views/models_page.py"/>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Quit Stepwise</source>
        <translation>Stepwise beenden</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Restart eng&amp;ine</source>
        <translation>Eng&amp;ine neu starten</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <location filename="../../app/views/settings_page.py"/>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Solve</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Steps are not run on this computer, so answers stay unverified: {why}</source>
        <translation>Auf diesem Rechner laufen Schritte nicht, Antworten bleiben also ungeprüft: {why}</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>The lab is at work. Quit anyway?</source>
        <translation>Das Labor arbeitet. Trotzdem beenden?</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>This computer is being measured; wait for that, or stop it.</source>
        <translation>Dieser Computer wird gerade vermessen; warten Sie, oder stoppen Sie das.</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>What is measured is kept, and it goes on from the Compare page.</source>
        <translation>Das Gemessene bleibt, und auf der Seite Vergleichen geht es weiter.</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>What it has found so far is kept, and it can be continued later.</source>
        <translation>Was sie bisher fand, bleibt erhalten, und sie lässt sich später fortsetzen.</translation>
    </message>
    <message>
        <location filename="../../app/views/minimap.py"/>
        <source>Overview of the tree: arrows move what is shown</source>
        <translation>Überblick über den Baum: Pfeile bewegen den Ausschnitt</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Check the file</source>
        <translation>Datei &amp;prüfen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Delete …</source>
        <translation>L&amp;öschen …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Forget …</source>
        <translation>&amp;Vergessen …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Go on getting it{size}</source>
        <translation>&amp;Weiter holen{size}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Keep it</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Load now</source>
        <translation>Jetzt &amp;laden</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Unload to free memory</source>
        <translation>&amp;Entladen, Speicher freigeben</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Choose a model in the list.</source>
        <translation>Wählen Sie ein Modell in der Liste.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Chosen model</source>
        <translation>Gewähltes Modell</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Details of {name}</source>
        <translation>Einzelheiten zu {name}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Fastest settings, measured here</source>
        <translation>Schnellste Einstellungen, hier gemessen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Loading …</source>
        <translation>Lädt …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Preference model, shipped beside it</source>
        <translation>Bewertungsmodell, das dazu gehört</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Checking the file: {words}</source>
        <translation>Datei wird geprüft: {words}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Looking for the file …</source>
        <translation>Die Datei wird gesucht …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Paused; what arrived is kept and the download goes on from there.</source>
        <translation>Angehalten; was da ist, bleibt, und der Download geht dort weiter.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Ready.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>The download failed; try again.</source>
        <translation>Der Download ist gescheitert; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Waiting for another download of the same model.</source>
        <translation>Wartet auf einen anderen Download des gleichen Modells.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Waits for the download before it.</source>
        <translation>Wartet auf den Download davor.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>&amp;Close this list</source>
        <translation>Liste s&amp;chließen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>&amp;Look in another folder …</source>
        <translation>In anderem &amp;Ordner suchen …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>A&amp;dd these</source>
        <translation>Diese &amp;hinzufügen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>Folder with models</source>
        <translation>Ordner mit Modellen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>Models found on this computer</source>
        <translation>Auf diesem Rechner gefundene Modelle</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>Models of other programs</source>
        <translation>Modelle anderer Programme</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>No other model lies in: {folders}.</source>
        <translation>Kein weiteres Modell liegt in: {folders}.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>{count} found in: {folders}. They are used where they lie; nothing is copied or moved.</source>
        <translation>{count} gefunden in: {folders}. Sie werden benutzt, wo sie liegen; nichts wird kopiert oder verschoben.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>{names} keep no models in their usual places here. Look in another folder.</source>
        <translation>{names} haben hier an den üblichen Stellen keine Modelle. Suchen Sie in einem anderen Ordner.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Checking {name}</source>
        <translation>{name} wird geprüft</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Downloads</source>
        <translation>Downloads</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Ends the download and deletes what has arrived.</source>
        <translation>Beendet den Download und löscht, was schon da ist.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Getting {name}</source>
        <translation>{name} wird geholt</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_strip.py"/>
        <source>Getting {name} …</source>
        <translation>{name} wird geholt …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_strip.py"/>
        <source>{name} is not on this computer yet.</source>
        <translation>{name} ist noch nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>&amp;Measure this computer</source>
        <translation>Diesen Rechner &amp;messen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>&amp;Stop measuring</source>
        <translation>&amp;Messung stoppen</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>Finds the fastest threads, flash attention and width for a model; takes minutes.</source>
        <translation>Findet die schnellsten Threads, Flash Attention und Breite für ein Modell; dauert Minuten.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <location filename="../../app/views/solve_page.py"/>
        <source>Getting the model ready …</source>
        <translation>Das Modell wird bereit gemacht …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>Measurement</source>
        <translation>Messung</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>{number} of {total}: {words}</source>
        <translation>{number} von {total}: {words}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>{threads} threads, flash attention {flash}</source>
        <translation>{threads} Threads, Flash Attention {flash}</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>&amp;Add a file …</source>
        <translation>Da&amp;tei hinzufügen …</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>&amp;Only those that fit</source>
        <translation>Nur &amp;passende</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Filter the models</source>
        <translation>Modelle filtern</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Filter: name, size, type</source>
        <translation>Filter: Name, Größe, Art</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Look o&amp;n this disk …</source>
        <translation>Auf dieser F&amp;estplatte suchen …</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Model file</source>
        <translation>Modelldatei</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Models (*.gguf)</source>
        <translation>Modelle (*.gguf)</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Presenter</source>
        <translation>Vorführung</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Presenter: {title}</source>
        <translation>Vorführung: {title}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Problem {number} of {count}</source>
        <translation>Aufgabe {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Screen {number} of {count}</source>
        <translation>Schirm {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>→ next   ← back   R reason   C code   W where it goes wrong   B black   + − size   Esc leave</source>
        <translation>→ weiter   ← zurück   R Begründung   C Code   W wo es falsch wird   B schwarz   + − Größe   Esc verlassen</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Formula {number}</source>
        <translation>Formel {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Given answer</source>
        <translation>Gegebene Antwort</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Mark</source>
        <translation>Vermerk</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>More about the reason</source>
        <translation>Mehr zur Begründung</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>The step after it</source>
        <translation>Der Schritt danach</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Then: {reason}</source>
        <translation>Dann: {reason}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Why, {number}</source>
        <translation>Warum, {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>&amp;Model</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>A few lines of thought; seconds to a minute.</source>
        <translation>Wenige Lösungswege; Sekunden bis eine Minute.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>A maths problem in plain words or TeX, for example: What is the sum of all …</source>
        <translation>Eine Matheaufgabe in Worten oder TeX, zum Beispiel: Was ist die Summe aller …</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Ctrl+Return starts, Escape stops.</source>
        <translation>Strg+Eingabe startet, Escape stoppt.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>E&amp;xpected answer</source>
        <translation>Er&amp;wartete Antwort</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Eff&amp;ort</source>
        <translation>Au&amp;fwand</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Effort</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Enough for most school problems.</source>
        <translation>Genug für die meisten Schulaufgaben.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Expected answer, if you know it</source>
        <translation>Erwartete Antwort, falls bekannt</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Expert</source>
        <translation>Experte</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Expert settings (Ctrl+E)</source>
        <translation>Experteneinstellungen (Strg+E)</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Get the model first, or choose one that is on this computer.</source>
        <translation>Holen Sie zuerst das Modell, oder wählen Sie eines, das auf diesem Rechner ist.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Many lines of thought; minutes.</source>
        <translation>Viele Lösungswege; Minuten.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Preview of the problem</source>
        <translation>Vorschau der Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Problem, in words or TeX</source>
        <translation>Aufgabe, in Worten oder TeX</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Sear&amp;ch</source>
        <translation>Su&amp;che</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Start the search</source>
        <translation>Suche starten</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Stop the search</source>
        <translation>Suche stoppen</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>The problem has {characters:,} characters; shorten it to {most:,} or fewer.</source>
        <translation>Die Aufgabe hat {characters:,} Zeichen; kürzen Sie sie auf höchstens {most:,}.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Type a problem to begin.</source>
        <translation>Tippen Sie eine Aufgabe, um zu beginnen.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>optional</source>
        <translation>freiwillig</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>{name} – not here yet</source>
        <translation>{name} – noch nicht hier</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>1 step/s</source>
        <translation>1 Schritt/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>10 steps/s</source>
        <translation>10 Schritte/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>3 steps/s</source>
        <translation>3 Schritte/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>30 steps/s</source>
        <translation>30 Schritte/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Back to the newest step (Alt+End)</source>
        <translation>Zurück zum neuesten Schritt (Alt+Ende)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Halt the replay (F6)</source>
        <translation>Wiedergabe anhalten (F6)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Moment of the search</source>
        <translation>Zeitpunkt der Suche</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>One step back (Alt+Left)</source>
        <translation>Einen Schritt zurück (Alt+Links)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>One step on (Alt+Right)</source>
        <translation>Einen Schritt vor (Alt+Rechts)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Play the search (F6)</source>
        <translation>Suche abspielen (F6)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Speed of the replay</source>
        <translation>Tempo der Wiedergabe</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>{step} of {steps}</source>
        <translation>{step} von {steps}</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Out&amp;line</source>
        <translation>&amp;Gliederung</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Outline of the search tree</source>
        <translation>Gliederung des Suchbaums</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Show the whole tree (0)</source>
        <translation>Den ganzen Baum zeigen (0)</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>T&amp;ree</source>
        <translation>Bau&amp;m</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Tree or outline</source>
        <translation>Baum oder Gliederung</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Zoom in (+)</source>
        <translation>Vergrößern (+)</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Zoom out (-)</source>
        <translation>Verkleinern (-)</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Looking for devices …</source>
        <translation>Geräte werden gesucht …</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Model to measure</source>
        <translation>Zu messendes Modell</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Models run on the graphics card: {devices}.</source>
        <translation>Modelle laufen auf der Grafikkarte: {devices}.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Models run on the processor ({processor}): no graphics card was found, though llama.cpp could use one.</source>
        <translation>Modelle laufen auf dem Prozessor ({processor}): keine Grafikkarte gefunden, obwohl llama.cpp eine nutzen könnte.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Models run on the processor ({processor}): this build of llama.cpp knows no graphics card.</source>
        <translation>Modelle laufen auf dem Prozessor ({processor}): dieser Bau von llama.cpp kennt keine Grafikkarte.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Not measured yet: the engine chooses its threads by the number of cores.</source>
        <translation>Noch nicht gemessen: die Engine wählt die Threads nach der Zahl der Kerne.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Steps run in a sandbox: {detail}</source>
        <translation>Schritte laufen in einer Sandbox: {detail}</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>The model that is loaded runs on: {hardware}.</source>
        <translation>Das geladene Modell läuft auf: {hardware}.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>When a model is on this computer, its fastest settings can be measured here.</source>
        <translation>Sobald ein Modell auf diesem Rechner ist, lassen sich hier seine schnellsten Einstellungen messen.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>&amp;Copy its path</source>
        <translation>Pfad &amp;kopieren</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>&amp;Open the folder</source>
        <translation>Ordner ö&amp;ffnen</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>Everything that Stepwise keeps lies in one folder:</source>
        <translation>Alles, was Stepwise aufhebt, liegt in einem Ordner:</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>To move it: close Stepwise, move the folder, and set the variable {variable} to its new place before you start again. Models linked from other programs stay where they are.</source>
        <translation>Zum Umziehen: Stepwise schließen, den Ordner verschieben und vor dem nächsten Start die Variable {variable} auf den neuen Ort setzen. Verknüpfte Modelle anderer Programme bleiben, wo sie sind.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>What is in it</source>
        <translation>Was darin ist</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>What is stored where</source>
        <translation>Was wo gespeichert ist</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>Whatever you delete in this folder is gone; nothing of it is kept elsewhere.</source>
        <translation>Was Sie in diesem Ordner löschen, ist weg; nirgends sonst bleibt etwas davon.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>{used} in all; {free} are free on this disk.</source>
        <translation>{used} insgesamt; {free} sind auf dieser Platte frei.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>&amp;Ask before a running search is left</source>
        <translation>Fragen, be&amp;vor eine laufende Suche verlassen wird</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>&amp;Language</source>
        <translation>Sp&amp;rache</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Effort of a new &amp;problem</source>
        <translation>Auf&amp;wand einer neuen Aufgabe</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Font si&amp;ze</source>
        <translation>Schrift&amp;größe</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Show the fi&amp;rst steps again</source>
        <translation>Die &amp;ersten Schritte noch einmal zeigen</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>The language changes to {language} when Stepwise is started again.</source>
        <translation>Die Sprache wechselt zu {language}, wenn Stepwise neu gestartet wird.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>The&amp;me</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>after a restart</source>
        <translation>nach einem Neustart</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>of the system's own</source>
        <translation>der Größe des Systems</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Kinds of settings</source>
        <translation>Arten von Einstellungen</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <location filename="../../app/views/solve_page.py"/>
        <source>A search is running; stop it first.</source>
        <translation>Eine Suche läuft; stoppen Sie sie zuerst.</translation>
    </message>
    <message>
        <location filename="../../app/views/solve_page.py"/>
        <source>Nothing runs yet.</source>
        <translation>Noch läuft nichts.</translation>
    </message>
    <message>
        <location filename="../../app/views/solve_page.py"/>
        <source>Nothing runs.</source>
        <translation>Nichts läuft.</translation>
    </message>
    <message>
        <location filename="../../app/views/steering_desk.py"/>
        <source>Edit step {number}</source>
        <translation>Schritt {number} bearbeiten</translation>
    </message>
    <message>
        <location filename="../../app/views/steering_desk.py"/>
        <source>Insert a step after step {number}</source>
        <translation>Schritt nach Schritt {number} einfügen</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>&amp;Take this step</source>
        <translation>Diesen Schritt &amp;nehmen</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Ctrl+Return takes it; the search goes on from it.</source>
        <translation>Strg+Eingabe nimmt ihn; die Suche geht von ihm weiter.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The solution &amp;ends with this step</source>
        <translation>Die Lösung &amp;endet mit diesem Schritt</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The step holds characters that cannot be shown; remove them.</source>
        <translation>Der Schritt enthält Zeichen, die sich nicht zeigen lassen; entfernen Sie sie.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The step is empty; write what it should do.</source>
        <translation>Der Schritt ist leer; schreiben Sie, was er tun soll.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The step is too long; shorten it to {size:,} bytes or fewer.</source>
        <translation>Der Schritt ist zu lang; kürzen Sie ihn auf höchstens {size:,} Byte.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Write a sentence on the first line and Python below it; either alone will do.</source>
        <translation>Schreiben Sie in die erste Zeile einen Satz und darunter Python; eines allein genügt.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Write the step in words; formulas as TeX.</source>
        <translation>Schreiben Sie den Schritt in Worten; Formeln als TeX.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Your step</source>
        <translation>Ihr Schritt</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source> (line {number})</source>
        <translation> (Zeile {number})</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Best path</source>
        <translation>Bester Weg</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>It {word}</source>
        <translation>Er {word}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Output of step {number}</source>
        <translation>Ausgabe von Schritt {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Step {number}: show it in the tree</source>
        <translation>Schritt {number}: im Baum zeigen</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Steps of the best path</source>
        <translation>Schritte des besten Wegs</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>The steps of the best answer appear here.</source>
        <translation>Hier erscheinen die Schritte der besten Antwort.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Values found in step {number}</source>
        <translation>Werte aus Schritt {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>prints</source>
        <translation>gibt aus</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>… and {count} more</source>
        <translation>… und {count} weitere</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>Hand-out</source>
        <translation>Arbeitsblatt</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>PDF (*.pdf);;Web page (*.html)</source>
        <translation>PDF (*.pdf);;Webseite (*.html)</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>Solve a problem, or open one in the history, before you teach it.</source>
        <translation>Lösen Sie eine Aufgabe, oder öffnen Sie eine aus dem Verlauf, bevor Sie sie vorführen.</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>Write the hand-out</source>
        <translation>Arbeitsblatt schreiben</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>Legend: blue is a high value, orange a low one; squares end with an answer</source>
        <translation>Legende: Blau ist ein hoher Wert, Orange ein niedriger; Quadrate enden mit einer Antwort</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>high value</source>
        <translation>hoher Wert</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>low</source>
        <translation>niedrig</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_view.py"/>
        <source>Search tree</source>
        <translation>Suchbaum</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_view.py"/>
        <source>The search grows here, one circle for each step.</source>
        <translation>Hier wächst die Suche, ein Kreis für jeden Schritt.</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Choice</source>
        <translation>Wahl</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Cost</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>No source of values says anything about this step.</source>
        <translation>Keine Quelle von Werten sagt etwas über diesen Schritt.</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Vote</source>
        <translation>Abstimmung</translation>
    </message>
</context>
</TS>
